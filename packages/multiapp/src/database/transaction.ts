import type { Sql } from 'postgres'
import { AppError } from '../errors/app-error.ts'
import { isConnectionError } from './database-error.ts'
import type { Pool } from './pool.ts'
import { type DriverQuery, isDriverQuery, routedSql } from './query.ts'
import { TransactionLostError } from './transaction-lost.ts'

/** An open transaction on a connection of its own. */
export interface Transaction extends AsyncDisposable {
  /** Runs in the transaction; rejects with TRANSACTION_LOST once its connection is gone, and never outside it. */
  readonly sql: TransactionClient
  /** Rejects when the connection is lost; never resolves. */
  readonly lost: Promise<never>
  commit(): Promise<void>
  rollback(): Promise<void>
}

/** `sql` inside a transaction: postgres.js' own type for it, which Drizzle knows too. */
export type TransactionClient = Sql & {
  savepoint<T>(fn: (sql: TransactionClient) => T | Promise<T>): Promise<T>
  savepoint<T>(name: string, fn: (sql: TransactionClient) => T | Promise<T>): Promise<T>
}

type State = 'open' | 'committing' | 'over'

/**
 * Begins a transaction; `opening` is the SQL that does. It and the first query go to the server together. Queries are
 * handed to the driver one at a time, so that none waits inside it, where it would outlive the transaction.
 */
export async function beginTransaction(pool: Pool, base: Sql, opening = 'BEGIN'): Promise<Transaction> {
  const session = await pool.acquire()
  const queue: DriverQuery[] = []
  let state: State = 'open'
  let running: DriverQuery | undefined
  let lossError: TransactionLostError | undefined
  let settled: (() => void) | undefined
  // The first error that nobody has undone by going back to a savepoint: PostgreSQL will not commit past it.
  let failure: { error: unknown } | undefined

  const lost = Promise.withResolvers<never>()
  lost.promise.catch(() => {})
  session.onLost(lose)

  const begun = command(opening)
  begun.catch((error) => {
    failure ??= { error }
  })

  function lose(cause: unknown): TransactionLostError {
    if (lossError) return lossError
    lossError = new TransactionLostError(state === 'committing' ? 'unknown' : 'rolled-back', cause)
    for (const query of queue.splice(0)) query.reject(lossError)
    lost.reject(lossError)
    settled?.()
    return lossError
  }

  // SQL of our own, past the queue.
  function command(text: string): Promise<{ command?: string }> {
    const query: unknown = base.unsafe(text)
    if (!isDriverQuery(query))
      throw new TypeError('this version of postgres.js is not the one that is pinned')
    query.handler = () => session.run(query, (error) => (isConnectionError(error) ? lose(error) : error))
    return query as Promise<{ command?: string }> // what the driver resolves a query with
  }

  function handle(query: DriverQuery): void {
    // What it rejects with is the transaction's to tell: nobody has to await each query of one.
    query.catch(() => {})
    const refusal = lossError ?? (state === 'open' ? undefined : overError())
    if (refusal) query.reject(refusal)
    else queue.push(query)
    if (!running) next()
  }

  function next(): void {
    do running = queue.shift()
    while (running?.cancelled)
    if (!running) {
      settled?.()
      return
    }
    const query = running
    const { resolve } = query
    query.resolve = (result) => {
      resolve(result)
      next()
    }
    session.run(query, (error) => {
      if (isConnectionError(error)) return lose(error)
      failure ??= { error }
      queueMicrotask(next)
      return error
    })
  }

  async function queueIsEmpty(): Promise<void> {
    if (!running || lossError) return
    await new Promise<void>((resolve) => {
      settled = resolve
    })
  }

  async function end(text: 'COMMIT' | 'ROLLBACK'): Promise<void> {
    await queueIsEmpty()
    if (lossError) throw lossError
    state = text === 'COMMIT' ? 'committing' : 'over'
    try {
      const { command: done } = await command(text)
      if (done !== text)
        throw new AppError('INTERNAL', { message: `the server answered ${text} with ${done}` })
    } finally {
      state = 'over'
      pool.release(session)
    }
  }

  async function savepoint<T>(
    first: string | ((sql: TransactionClient) => T | Promise<T>),
    second?: (sql: TransactionClient) => T | Promise<T>,
  ): Promise<T> {
    const fn = typeof first === 'string' ? second : first
    if (!fn) throw new TypeError('savepoint needs a function')
    savepoints++
    const name = `s${savepoints}`
    await sql.unsafe(`SAVEPOINT ${name}`)
    const before = failure
    try {
      const result = await settle(fn(sql))
      if (failure !== before) throw failure?.error
      return result
    } catch (error) {
      if (lossError) throw lossError
      await sql.unsafe(`ROLLBACK TO ${name}`)
      failure = before
      throw error
    }
  }

  let savepoints = 0
  const sql = Object.assign(routedSql(base, handle), { savepoint }) as TransactionClient

  return {
    sql,
    lost: lost.promise,
    async commit() {
      if (state !== 'open') throw overError()
      await queueIsEmpty()
      if (failure && !lossError) {
        await end('ROLLBACK')
        throw failure.error
      }
      await end('COMMIT')
    },
    rollback,
    async [Symbol.asyncDispose]() {
      if (!lossError) await rollback()
    },
  }

  async function rollback(): Promise<void> {
    if (state !== 'open') return
    for (const query of queue.splice(0)) query.reject(overError())
    await end('ROLLBACK')
  }
}

function overError(): AppError {
  return new AppError('INTERNAL', { message: 'the transaction is over' })
}

/** Runs `fn` in a transaction: commits what it resolves, rolls back what it rejects. */
export async function inTransaction<T>(
  transaction: Transaction,
  fn: (sql: TransactionClient) => T | Promise<T>,
): Promise<T> {
  let result: T
  try {
    result = await Promise.race([settle(fn(transaction.sql)), transaction.lost])
  } catch (error) {
    // The error of the transaction says more than that of the query that met it; a failed rollback says nothing.
    const loss: unknown = await transaction.rollback().then(undefined, (failed) => failed)
    throw loss instanceof TransactionLostError ? loss : error
  }
  await transaction.commit()
  return result
}

// postgres.js takes an array of queries for a result: all of them are waited for.
async function settle<T>(value: T | Promise<T>): Promise<T> {
  const result = await value
  return Array.isArray(result) ? (Promise.all(result) as Promise<T>) : result // an array of T's own shape
}
