import { AppError } from '../errors/app-error.ts'
import type { Deadlines } from '../time/deadline.ts'
import type { Budget, Claimant } from './budget.ts'
import { driverErrorToAppError } from './database-error.ts'
import type { Driver } from './driver.ts'
import type { DriverQuery } from './query.ts'
import { openSession, type Session } from './session.ts'
import { createWaitingLine } from './waiting-line.ts'

export interface PoolOptions {
  driver: Driver
  budget: Budget
  maxConnections: number
  /** How long a query or a transaction waits for a connection before it is DATABASE_UNAVAILABLE. */
  deadlines: Deadlines
}

/** The connections of one role: each runs one query at a time, or is lent to one transaction. */
export interface Pool extends Claimant {
  /** Runs a query on a connection that is free, else on a new one; else it waits. */
  run(query: DriverQuery): void
  /** Lends a connection to one borrower. Rejects with DATABASE_UNAVAILABLE at the deadline. */
  acquire(): Promise<Session>
  release(session: Session): void
  /** Closes what has been idle since before `time`, in `performance.now()`'s milliseconds. */
  closeIdleSince(time: number): void
  /** Ends all connections; new ones open when they are needed. */
  disconnect(): Promise<void>
  /** Takes no more queries; resolves when those under way have settled, and ends them at the deadline. */
  close(timeoutSeconds: number): Promise<void>
}

// Opening one costs about 10 ms, most of it SCRAM's.
const minLifeMs = 50

interface Waiter {
  take(session: Session): void
  refuse(error: unknown): void
}

export function createPool({ driver, budget, maxConnections, deadlines }: PoolOptions): Pool {
  const sessions = new Set<Session>()
  const lent = new Set<Session>()
  // The last to become free is the first to be used, so the first of them is idle longest.
  const free: Session[] = []
  const waiters = createWaitingLine<Waiter>({
    patienceMs: deadlines.ms,
    onLate(waiter) {
      noteTaken()
      waiter.refuse(lateError())
    },
  })
  let opening = 0
  let closed = false
  let emptied: (() => void) | undefined

  const pool: Pool = {
    get held() {
      return sessions.size + opening
    },
    get idleSince() {
      return free[0]?.idleSince
    },
    closeIdlest: () => free[0]?.close(),
    grant() {
      if (waiters.size > 0) void open()
      else budget.release()
    },
    run(query) {
      const session = free.pop()
      if (session) session.run(query, toClientError)
      else
        wait({
          take: (found) => found.run(query, toClientError),
          refuse: (error) => query.reject(error),
        })
    },
    acquire() {
      return new Promise<Session>((resolve, refuse) => {
        const take = (session: Session) => {
          lent.add(session)
          resolve(session)
        }
        const session = free.pop()
        if (session) take(session)
        else wait({ take, refuse })
      })
    },
    release(session) {
      if (lent.delete(session) && !session.isLost) onIdle(session)
    },
    closeIdleSince(time) {
      for (const session of free.filter(({ idleSince }) => idleSince < time)) session.close()
    },
    async disconnect() {
      for (const session of [...sessions]) session.close()
      // Their places are free at once; the server hears of it with the next packet.
      await Bun.sleep(0)
    },
    async close(timeoutSeconds) {
      closed = true
      refuseAll(closedError)
      for (const session of [...free]) session.close()
      if (pool.held === 0) return
      const { promise: empty, resolve } = Promise.withResolvers<void>()
      emptied = resolve
      const timer = setTimeout(resolve, timeoutSeconds * 1000)
      await empty
      clearTimeout(timer)
      for (const session of [...sessions]) session.close()
    },
  }

  function wait(waiter: Waiter): void {
    if (closed) {
      waiter.refuse(closedError())
      return
    }
    waiters.push(waiter)
    seek()
  }

  function refuseAll(toError: () => unknown): void {
    for (let waiter = next(); waiter; waiter = next()) waiter.refuse(toError())
  }

  function next(): Waiter | undefined {
    const waiter = waiters.shift()
    if (waiter) noteTaken()
    return waiter
  }

  function noteTaken(): void {
    if (waiters.size === 0) budget.unwant(pool)
  }

  // Full by its own limit, a pool waits for one of its own connections; else for a place of the budget.
  function seek(): void {
    if (pool.held >= maxConnections || opening >= waiters.size) return
    if (budget.tryTake(pool)) void open()
    else budget.want(pool)
  }

  async function open(): Promise<void> {
    opening++
    try {
      const session = await openSession(driver, { onIdle, onEnd })
      opening--
      sessions.add(session)
      // Once at least: pools that closed theirs for each other unused would open them for ever.
      use(session)
    } catch (error) {
      opening--
      budget.release()
      // What one could not reach, the others would not either: each is told now, not at its deadline.
      refuseAll(() => toClientError(error))
      noteEmpty()
    }
  }

  function onIdle(session: Session): void {
    if (lent.has(session)) return
    // A pool of fewer connections comes before our own next query, once this one has paid for its opening.
    const isDue = budget.isWanted(pool) && performance.now() - session.openedAt > minLifeMs
    if (closed || isDue) session.close()
    else use(session)
  }

  function use(session: Session): void {
    const waiter = next()
    if (waiter) waiter.take(session)
    else if (closed || budget.isWanted(pool)) session.close()
    else free.push(session)
  }

  function onEnd(session: Session): void {
    if (!sessions.delete(session)) return
    lent.delete(session)
    const index = free.indexOf(session)
    if (index !== -1) free.splice(index, 1)
    budget.release()
    if (waiters.size > 0) seek()
    noteEmpty()
  }

  function noteEmpty(): void {
    if (pool.held === 0) emptied?.()
  }

  return pool
}

function toClientError(error: unknown): unknown {
  return driverErrorToAppError(error) ?? error
}

function lateError(): AppError {
  const message = 'no database connection became free in time'
  return new AppError('DATABASE_UNAVAILABLE', { message, headers: { 'retry-after': '1' } })
}

function closedError(): AppError {
  return new AppError('DATABASE_UNAVAILABLE', { message: 'the database is closed' })
}
