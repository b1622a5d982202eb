import type { Sql } from 'postgres'
import type { Pool } from './pool.ts'
import { type DriverQuery, routedSql } from './query.ts'
import { beginTransaction, inTransaction, type TransactionClient } from './transaction.ts'

/** One connection of an app's own for a while. What it has set is nobody else's: it is closed, not given back. */
export interface ReservedClient extends AsyncDisposable {
  readonly sql: Sql
  /** Calls `fn` with the payload of each NOTIFY on `channel`, for as long as the connection lives. */
  listen(channel: string, fn: (payload: string) => void): Promise<void>
  /** Calls `fn` when the connection is gone, released or lost; at once if it is. */
  onEnd(fn: () => void): void
  release(): void
}

/** postgres.js' `sql` over a pool, written with the templates of `base`; `begin` has a connection of its own. */
export function createClient(pool: Pool, base: Sql): Sql {
  async function begin<T>(
    first: string | ((sql: TransactionClient) => T | Promise<T>),
    second?: (sql: TransactionClient) => T | Promise<T>,
  ): Promise<T> {
    const fn = typeof first === 'string' ? second : first
    if (!fn) throw new TypeError('begin needs a function')
    const options = typeof first === 'string' ? ` ${first.replace(/[^a-z ]/gi, '')}` : ''
    return inTransaction(await beginTransaction(pool, base, `BEGIN${options}`), fn)
  }
  return Object.assign(
    routedSql(base, (query) => pool.run(query)),
    { begin },
  ) as unknown as Sql // begin has the driver's shape
}

export async function reserveClient(pool: Pool, base: Sql): Promise<ReservedClient> {
  const session = await pool.acquire()
  const release = () => session.close()
  const sql = routedSql(base, (query: DriverQuery) => session.run(query))
  const listeners = new Map<string, (payload: string) => void>()
  session.onNotify((channel, payload) => listeners.get(channel)?.(payload))
  return {
    sql,
    async listen(channel, fn) {
      listeners.set(channel, fn)
      await sql.unsafe(`LISTEN "${channel.replaceAll('"', '""')}"`)
    },
    onEnd: (fn) => session.onLost(fn),
    release,
    [Symbol.asyncDispose]: async () => release(),
  }
}
