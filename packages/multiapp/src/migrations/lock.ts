import type { Sql } from 'postgres'
import { AppError } from '../errors/app-error.ts'

const pollMs = 50
const timeoutMs = 600_000

/**
 * Holds the lock of (database, app) for as long as `fn` runs. The lock belongs to the session, so PostgreSQL takes it
 * back when the process dies. It is polled: a waiting `pg_advisory_lock` would hold a snapshot, for which CREATE INDEX
 * CONCURRENTLY in the holder waits in turn (40P01).
 */
export async function withAppLock<T>(session: Sql, schema: string, fn: () => Promise<T>): Promise<T> {
  const key = `multiapp:${schema}`
  const start = performance.now()
  while (!(await tryLock(session, key))) {
    if (performance.now() - start > timeoutMs) {
      throw new AppError('MIGRATION_FAILED', {
        message: `another process has held the lock of ${schema} for ${timeoutMs / 1000} s: see pg_locks`,
      })
    }
    await Bun.sleep(pollMs)
  }
  try {
    return await fn()
  } finally {
    // A lost session has lost the lock with it, and the reason is already on its way.
    await session`SELECT pg_advisory_unlock(hashtextextended(${key}, 0))`.catch(() => {})
  }
}

async function tryLock(session: Sql, key: string): Promise<boolean> {
  const [row] = await session`SELECT pg_try_advisory_lock(hashtextextended(${key}, 0)) AS locked`
  return row?.locked === true
}
