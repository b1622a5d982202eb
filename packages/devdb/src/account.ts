import { spawnSync } from 'node:child_process'

/** The operating-system account that PostgreSQL runs as, where it is not the one that runs this process. */
export interface Account {
  uid: number
  gid: number
}

/** PostgreSQL refuses to run as root: root lends it to `postgres`, or to `nobody`; everybody else runs it as themselves. */
export function findAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined
  for (const name of ['postgres', 'nobody']) {
    const uid = numericId('-u', name)
    const gid = numericId('-g', name)
    if (uid && gid) return { uid, gid }
  }
  throw new Error(
    'PostgreSQL does not run as root, and there is no account "postgres" or "nobody": run as another user',
  )
}

/** Whether the account may pass through every folder down to `path`. */
export function canEnter(account: Account | undefined, path: string): boolean {
  if (!account) return true
  return spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', path], { ...account, stdio: 'ignore' }).status === 0
}

function numericId(flag: '-u' | '-g', name: string): number | undefined {
  const { status, stdout } = spawnSync('id', [flag, name], { encoding: 'utf8' })
  return status === 0 ? Number(stdout.trim()) : undefined
}
