import type { Sql } from 'postgres'
import { driverErrorToAppError } from './database-error.ts'
import { createDriver } from './driver.ts'
import { type DriverQuery, routedSql } from './query.ts'
import { openSession } from './session.ts'

/**
 * Runs `fn` on one connection of the admin's. It is never opened a second time: what it holds (a lock, a role) holds for
 * all of `fn`, or the rest of `fn` fails. Throws DATABASE_UNAVAILABLE if there is none to be had.
 */
export async function withAdminSession<T>(
  url: string,
  purpose: string,
  fn: (sql: Sql) => Promise<T>,
): Promise<T> {
  const driver = createDriver(url, `multiapp ${purpose}`.slice(0, maxNameBytes))
  try {
    const session = await openSession(driver, { onIdle() {}, onEnd() {} })
    try {
      return await fn(routedSql(driver.sql, (query: DriverQuery) => session.run(query)))
    } finally {
      session.close()
    }
  } catch (error) {
    throw driverErrorToAppError(error) ?? error
  }
}

// PostgreSQL cuts an application_name at 63 bytes, with a notice.
const maxNameBytes = 63
