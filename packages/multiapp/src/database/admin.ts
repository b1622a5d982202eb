import type { Sql } from 'postgres'
import { driverErrorToAppError } from './database-error.ts'
import { createDriver } from './driver.ts'
import type { Pool } from './pool.ts'
import { type DriverQuery, routedSql } from './query.ts'
import { openSession, type Session } from './session.ts'
import { beginTransaction, type Transaction } from './transaction.ts'

/** Whoever makes and migrates schemas. */
export interface Admin {
  /**
   * Runs `fn` on one connection, and nothing else runs on it meanwhile. It is never opened a second time: what it holds (a
   * lock, a role) holds for all of `fn`, or the rest of `fn` fails. Throws DATABASE_UNAVAILABLE if there is none to be had.
   */
  run<T>(purpose: string, fn: (sql: Sql) => Promise<T>): Promise<T>
  /** Ends the connections that are idle; those in use end after it. */
  close(): void
}

interface Connection {
  session: Session
  sql: Sql
}

// A start prepares one app after another: most of what that costs would be logging in.
const idleMs = 1000

/** Opens connections when they are needed, and keeps one that served well for the next, for a second. */
export function createAdmin(url: string): Admin {
  const driver = createDriver(url, 'multiapp')
  const idle = new Map<Connection, ReturnType<typeof setTimeout>>()
  let closed = false

  async function open(): Promise<Connection> {
    const session = await openSession(driver, { onIdle() {}, onEnd() {} })
    const sql = routedSql(driver.sql, (query: DriverQuery) => session.run(query))
    sessions.set(sql, session)
    return { session, sql }
  }

  function takeIdle(): Connection | undefined {
    for (const [connection, timer] of idle) {
      clearTimeout(timer)
      idle.delete(connection)
      if (!connection.session.isLost) return connection
    }
    return undefined
  }

  async function connect(purpose: string): Promise<Connection> {
    const kept = takeIdle()
    if (kept) {
      const isFit = await kept.sql.unsafe(asNewSql(purpose)).then(
        () => true,
        () => false,
      )
      if (isFit) return kept
      kept.session.close()
    }
    const connection = await open()
    await connection.sql.unsafe(nameSql(purpose))
    return connection
  }

  function keep(connection: Connection): void {
    if (closed) {
      connection.session.close()
      return
    }
    const timer = setTimeout(() => {
      idle.delete(connection)
      connection.session.close()
    }, idleMs)
    timer.unref()
    idle.set(connection, timer)
  }

  return {
    async run(purpose, fn) {
      try {
        const connection = await connect(purpose)
        try {
          const result = await fn(connection.sql)
          keep(connection)
          return result
        } catch (error) {
          // Nobody knows what it left behind.
          connection.session.close()
          throw error
        }
      } catch (error) {
        throw driverErrorToAppError(error) ?? error
      }
    },
    close() {
      closed = true
      for (let connection = takeIdle(); connection; connection = takeIdle()) connection.session.close()
    },
  }
}

const sessions = new WeakMap<Sql, Session>()

/** Begins a transaction on the connection that `run` gave as `sql`. Others use it again once this is over. */
export function beginOnAdminSession(sql: Sql, opening: string): Promise<Transaction> {
  const session = sessions.get(sql)
  if (!session) throw new TypeError("expected the sql of an admin's connection")
  const lender = { acquire: async () => session, release() {} }
  return beginTransaction(lender as unknown as Pool, sql, opening) // all that a transaction asks of a pool
}

// PostgreSQL cuts an application_name at 63 bytes, with a notice.
const maxNameBytes = 63

function nameSql(purpose: string): string {
  return `SET application_name = '${`multiapp ${purpose}`.slice(0, maxNameBytes).replaceAll("'", '')}'`
}

// What the last one may have left: its role, settings, locks and temporary tables. Not DISCARD ALL: the driver would go on
// by the names of statements that are gone.
function asNewSql(purpose: string): string {
  return `RESET SESSION AUTHORIZATION; RESET ALL; SELECT pg_advisory_unlock_all(); DISCARD TEMP; ${nameSql(purpose)}`
}
