import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

export interface Postmaster {
  pid: number
  port: number
  /** Whether it takes connections: not yet while it starts or recovers, no longer while it stops. */
  ready: boolean
}

/**
 * The server that runs on a data directory, from its postmaster.pid. A file left by a dead server is removed: PostgreSQL
 * only looks whether *some* process has that id, and after a reboot some other one may.
 */
export function runningPostmaster(data: string): Postmaster | undefined {
  const file = join(data, 'postmaster.pid')
  const lines = readIfThere(file)?.split('\n')
  if (!lines) return undefined
  const [pid = '', , , port = '', , , , status = ''] = lines
  if (isPostmaster(pid, data)) {
    return { pid: Number(pid), port: Number(port), ready: status.trim() === 'ready' }
  }
  rmSync(file, { force: true })
  return undefined
}

/** Whether the process is the server of a data directory. */
export function isPostmaster(pid: number | string, data: string): boolean {
  return `${commandOf(pid)} `.includes(`postgres -D ${data} `)
}

function commandOf(pid: number | string): string {
  if (process.platform === 'linux') return readIfThere(`/proc/${pid}/cmdline`)?.replaceAll('\0', ' ') ?? ''
  // Without -ww it cuts long lines, without the locale it rewrites what is not ASCII.
  const env = { ...process.env, LC_ALL: 'en_US.UTF-8' }
  return spawnSync('ps', ['-ww', '-o', 'command=', '-p', `${pid}`], { env, encoding: 'utf8' }).stdout.trim()
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
