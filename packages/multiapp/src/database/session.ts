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
  /** Sends a query, which rejects with what `toError` makes of an error. Several under way run one after another. */
  run(query: DriverQuery, toError?: (error: unknown) => unknown): void
  /** Calls `fn` when the connection is lost, at once if it is. */
  onLost(fn: (cause: unknown) => void): void
  /** Calls `fn` for each notification on a channel that the connection listens to. */
  onNotify(fn: (channel: string, payload: string) => void): void
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
  let notify: ((channel: string, payload: string) => void) | undefined
  // One, but for what opens a transaction and its first query: an array is faster than a Set.
  const underWay: DriverQuery[] = []
  let idleSince = performance.now()
  let loss: { cause: unknown } | undefined
  let opened = false

  let handler: (query: DriverQuery) => void = () => {}

  function lose(cause: unknown): void {
    if (loss) return
    loss = { cause }
    // The driver forgets some of them when a socket fails (#1186).
    for (const query of [...underWay]) query.reject(cause)
    for (const listener of lostListeners) listener(cause)
    driver.end({ timeout: 0 }).catch(() => {})
    if (opened) events.onEnd(session)
  }

  function settle(query: DriverQuery): void {
    const index = underWay.indexOf(query)
    if (index !== -1) underWay.splice(index, 1)
    if (underWay.length > 0 || loss) return
    idleSince = performance.now()
    events.onIdle(session)
  }

  const session: Session = {
    openedAt: performance.now(),
    get load() {
      return underWay.length
    },
    get isLost() {
      return loss !== undefined
    },
    get idleSince() {
      return idleSince
    },
    run(query, toError = asItIs) {
      if (loss) return query.reject(toError(loss.cause))
      // Cancelled while it waited, it has been rejected, and the connection is as free as before.
      if (query.cancelled) return events.onIdle(session)
      const { resolve, reject } = query
      query.resolve = (result) => {
        resolve(result)
        settle(query)
      }
      query.reject = (error) => {
        reject(toError(error))
        // Before anybody can act on the rejection, for whom the connection would still look alive.
        if (isConnectionError(error)) lose(error)
        settle(query)
      }
      underWay.push(query)
      handler(query)
    },
    onLost(fn) {
      if (loss) fn(loss.cause)
      else lostListeners.push(fn)
    },
    onNotify(fn) {
      notify = fn
    },
    close: () => lose(new AppError('DATABASE_UNAVAILABLE', { message: 'the connection was closed' })),
  }

  const driver = connect(role, {
    onclose: () => lose(closedByServer()),
    onnotify: (channel, payload) => notify?.(channel, payload),
  })
  handler = await open(driver, role)
  if (loss) throw closedByServer()
  opened = true
  return session
}

function asItIs(error: unknown): unknown {
  return error
}

interface DriverEvents {
  onclose(): void
  onnotify(channel: string, payload: string): void
}

function connect({ options, knowsTypes }: Driver, events: DriverEvents): Sql {
  return postgres({ ...options, ...events, fetch_types: !knowsTypes } as never) // the driver takes its own parsed options
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
