import { Database } from 'bun:sqlite'

// SQLite's file locks are the one lock Bun ships that the kernel takes back from a killed process, on Linux and macOS.

/** Runs `fn` while no other process is inside `withLock` of the same file. Waits up to `timeoutSeconds`, then throws. */
export function withLock<T>(file: string, timeoutSeconds: number, fn: () => T): T {
  const lock = new Database(file)
  try {
    lock.run(`PRAGMA busy_timeout = ${timeoutSeconds * 1000}`)
    try {
      lock.run('BEGIN EXCLUSIVE')
    } catch (cause) {
      throw new Error(`another process has held ${file} for ${timeoutSeconds} s: end it, then start again`, {
        cause,
      })
    }
    return fn()
  } finally {
    lock.close()
  }
}

// A lease that nobody refers to would end with the next garbage collection.
const leases = new Set<Database>()

/** Says that this process uses what `file` stands for, until `release` or the process's end. */
export function takeLease(file: string): { release(): void } {
  const lease = new Database(file)
  lease.run('BEGIN')
  lease.query('SELECT count(*) FROM sqlite_master').get()
  leases.add(lease)
  return {
    release() {
      leases.delete(lease)
      lease.close()
    },
  }
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
