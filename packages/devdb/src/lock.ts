import { Database } from 'bun:sqlite'

// SQLite's file locks are the one lock Bun ships that the kernel takes back from a killed process, on Linux and macOS.

/** Runs `fn` while no other process is inside `withLock` of the same file. Waits up to `timeoutMs`, then throws. */
export function withLock<T>(file: string, timeoutMs: number, fn: () => T): T {
  const lock = new Database(file)
  try {
    lock.run(`PRAGMA busy_timeout = ${timeoutMs}`)
    lock.run('BEGIN EXCLUSIVE')
    return fn()
  } finally {
    lock.close()
  }
}

/** Says that this process uses what `file` stands for, until `release` or the process's end. */
export function takeLease(file: string): { release(): void } {
  const lease = new Database(file)
  lease.run('BEGIN')
  lease.query('SELECT count(*) FROM sqlite_master').get()
  return { release: () => lease.close() }
}

/** Whether no process holds a lease on `file`. */
export function isUnused(file: string): boolean {
  const probe = new Database(file)
  try {
    probe.run('BEGIN EXCLUSIVE')
    return true
  } catch {
    return false
  } finally {
    probe.close()
  }
}
