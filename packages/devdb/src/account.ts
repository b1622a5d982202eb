import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** The operating-system account that PostgreSQL runs as, where it is not the one that runs this process. */
export interface Account {
  uid: number
  gid: number
}

/**
 * PostgreSQL refuses to run as root: root lends it to `postgres` (`_postgres` on macOS) or to `nobody`; everybody else
 * runs it as themselves.
 */
export function findAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined
  for (const name of ['postgres', '_postgres', 'nobody']) {
    const uid = numericId('-u', name)
    const gid = numericId('-g', name)
    if (uid && gid) return { uid, gid }
  }
  throw new Error(
    'PostgreSQL does not run as root, and there is no account "postgres" or "nobody": run as another user',
  )
}

/** Runs one of PostgreSQL's programs to its end, as the account. Throws an Error that ends with what it printed. */
export function runAs(account: Account | undefined, program: string, options: string[]): void {
  const { status, stderr, error } = spawnSync(program, options, {
    ...account,
    // PostgreSQL refuses to start on macOS without a locale, and its messages are read.
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
    cwd: '/',
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  if (status === 0) return
  throw new Error(`${program} failed: ${error ? toReason(error, program) : stderr.trim()}`)
}

// The kernel says "no such file" of a program that is there when its loader is not: musl, on Alpine.
function toReason(error: NodeJS.ErrnoException, program: string): string {
  if (error.code !== 'ENOENT' || !existsSync(program)) return error.message
  return 'it needs glibc, which this system has not: set DATABASE_URL to a server of your own'
}

function numericId(flag: '-u' | '-g', name: string): number | undefined {
  const { status, stdout } = spawnSync('id', [flag, name], { encoding: 'utf8' })
  return status === 0 ? Number(stdout.trim()) : undefined
}
