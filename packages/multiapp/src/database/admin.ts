import type { Sql } from 'postgres'
import { driverErrorToAppError } from './database-error.ts'
import { createDriver } from './driver.ts'
import type { Pool } from './pool.ts'
import { type DriverQuery, routedSql } from './query.ts'
import { openSession, type Session } from './session.ts'
import { beginTransaction, type Transaction } from './transaction.ts'

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
      const sql = routedSql(driver.sql, (query: DriverQuery) => session.run(query))
      sessions.set(sql, session)
      return await fn(sql)
    } finally {
      session.close()
    }
  } catch (error) {
    throw driverErrorToAppError(error) ?? error
  }
}

// PostgreSQL cuts an application_name at 63 bytes, with a notice.
const maxNameBytes = 63

const sessions = new WeakMap<Sql, Session>()

/** Begins a transaction on the connection that `withAdminSession` gave as `sql`. Others use it again once this is over. */
export function beginOnAdminSession(sql: Sql, opening: string): Promise<Transaction> {
  const session = sessions.get(sql)
  if (!session) throw new TypeError('expected the sql that withAdminSession gives')
  const lender = { acquire: async () => session, release() {} }
  return beginTransaction(lender as unknown as Pool, sql, opening) // all that a transaction asks of a pool
}
