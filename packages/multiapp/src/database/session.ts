import postgres, { type Sql } from 'postgres'
import { AppError } from '../errors/app-error.ts'
import { isConnectionError } from './database-error.ts'
import type { Driver } from './driver.ts'
import { type DriverQuery, isDriverQuery } from './query.ts'

/** One connection, for as long as it lives: it is never opened a second time. */
export interface Session {
  /** How many queries it has been given that have not settled. */
  readonly load: number
  readonly isLost: boolean
  /** When it was opened, in `performance.now()`'s milliseconds. */
  readonly openedAt: number
  /** When its last query settled, in `performance.now()`'s milliseconds. */
  readonly idleSince: number
  /** Sends a query. Several may be under way: they run one after another. */
  run(query: DriverQuery): void
  /** Calls `fn` when the connection is lost, at once if it is. */
  onLost(fn: (cause: unknown) => void): void
  /** Ends the connection; queries under way are rejected. */
  close(): void
}

export interface SessionEvents {
  /** A query has settled and none is left. */
  onIdle(session: Session): void
  /** The connection is gone, whoever ended it. */
  onEnd(session: Session): void
}

/**
 * Opens a connection. postgres.js would open it again for the next query, and so run the rest of a transaction outside it
 * (porsager/postgres #1155); here the first sign of a loss is the end, and nothing more is handed to the driver.
 */
export async function openSession(role: Driver, events: SessionEvents): Promise<Session> {
  const lostListeners: ((cause: unknown) => void)[] = []
  const underWay = new Set<DriverQuery>()
  let idleSince = performance.now()
  let loss: { cause: unknown } | undefined
  let opened = false

  let handler: (query: DriverQuery) => void = () => {}

  function lose(cause: unknown): void {
    if (loss) return
    loss = { cause }
    // The driver forgets some of them when a socket fails (#1186).
    for (const query of underWay) query.reject(cause)
    for (const listener of lostListeners) listener(cause)
    driver.end({ timeout: 0 }).catch(() => {})
    if (opened) events.onEnd(session)
  }

  const session: Session = {
    openedAt: performance.now(),
    get load() {
      return underWay.size
    },
    get isLost() {
      return loss !== undefined
    },
    get idleSince() {
      return idleSince
    },
    run(query) {
      if (loss) return query.reject(loss.cause)
      // Cancelled while it waited, it has been rejected, and the connection is as free as before.
      if (query.cancelled) return events.onIdle(session)
      const { resolve, reject } = query
      const settle = () => {
        underWay.delete(query)
        if (underWay.size > 0 || loss) return
        idleSince = performance.now()
        events.onIdle(session)
      }
      query.resolve = (result) => {
        resolve(result)
        settle()
      }
      query.reject = (error) => {
        reject(error)
        underWay.delete(query)
        // Before anybody can act on the rejection, for whom the connection would still look alive.
        if (isConnectionError(error)) lose(error)
        else settle()
      }
      underWay.add(query)
      handler(query)
    },
    onLost(fn) {
      if (loss) fn(loss.cause)
      else lostListeners.push(fn)
    },
    close: () => lose(new AppError('DATABASE_UNAVAILABLE', { message: 'the connection was closed' })),
  }

  const driver = connect(role, () => lose(closedByServer()))
  handler = await open(driver, role)
  if (loss) throw closedByServer()
  opened = true
  return session
}

function connect({ options, knowsTypes }: Driver, onclose: () => void): Sql {
  return postgres({ ...options, onclose, fetch_types: !knowsTypes } as never) // the driver takes its own parsed options
}

// A connection that is killed while the driver asks for types is an unhandled rejection inside it: only a role's first
// one asks. (With fetch_types it has to be reserved, and without it cannot be: reserve() would never resolve.)
async function open(driver: Sql, role: Driver): Promise<(query: DriverQuery) => void> {
  try {
    if (role.knowsTypes) {
      await driver.unsafe('SELECT 1')
      return handlerOf(driver)
    }
    const reserved = await driver.reserve()
    role.knowsTypes = true
    return handlerOf(reserved)
  } catch (error) {
    driver.end({ timeout: 0 }).catch(() => {})
    throw error
  }
}

// A query knows who runs it: the way to hand the driver's connection a query that was made elsewhere.
function handlerOf(sql: Sql): (query: DriverQuery) => void {
  const probe: unknown = sql.unsafe('')
  if (!isDriverQuery(probe)) throw new TypeError('this version of postgres.js is not the one that is pinned')
  return probe.handler
}

function closedByServer(): Error {
  return Object.assign(new Error('the connection was closed'), { code: 'CONNECTION_CLOSED' })
}
