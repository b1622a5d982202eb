import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'

export interface PortHolder {
  pid: number
  command: string
}

/** Who listens on a TCP port, as far as this user may know; by /proc, and where there is none, by lsof. */
export function holderOf(port: number): PortHolder | undefined {
  return existsSync('/proc/net/tcp') ? byProc(port) : byLsof(port)
}

function byProc(port: number): PortHolder | undefined {
  const sockets = new Set(listeningInodes(port).map((inode) => `socket:[${inode}]`))
  if (sockets.size === 0) return undefined
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (linksOf(`/proc/${pid}/fd`).some((link) => sockets.has(link))) {
      return {
        pid: Number(pid),
        command: commandOf(pid),
      }
    }
  }
  return undefined
}

function commandOf(pid: string): string {
  const words = unlessGone(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8')) ?? ''
  return words.replaceAll('\0', ' ').trim()
}

// Columns of proc_pid_net(5): the local address in hexadecimal, 0A for LISTEN, the inode.
function listeningInodes(port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const files = ['/proc/net/tcp', '/proc/net/tcp6'].filter((file) => existsSync(file))
  const rows = files.flatMap((file) => readFileSync(file, 'utf8').split('\n').slice(1))
  return rows.flatMap((row) => {
    const columns = row.trim().split(/\s+/)
    const [, local = '', , state] = columns
    const inode = columns[9]
    return local.endsWith(suffix) && state === '0A' && inode !== undefined ? [inode] : []
  })
}

function linksOf(folder: string): string[] {
  return (unlessGone(() => readdirSync(folder)) ?? []).flatMap(
    (name) => unlessGone(() => readlinkSync(`${folder}/${name}`)) ?? [],
  )
}

// A process or a file of it may end meanwhile, and those of other users show nothing.
function unlessGone<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

function byLsof(port: number): PortHolder | undefined {
  if (!Bun.which('lsof')) return undefined
  const { stdout } = Bun.spawnSync(['lsof', '-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'])
  const text = stdout.toString()
  const pid = /^p(\d+)$/m.exec(text)?.[1]
  return pid === undefined ? undefined : { pid: Number(pid), command: /^c(.*)$/m.exec(text)?.[1] ?? '' }
}
