import {
  drizzle,
  type PostgresJsDatabase,
  PostgresJsSession,
  PostgresJsTransaction,
} from 'drizzle-orm/postgres-js'
import type { Sql } from 'postgres'
import { createClient, type ReservedClient, reserveClient } from './client.ts'
import type { Pool } from './pool.ts'
import { createPrepared, prepareQueries } from './prepared.ts'
import { restoreSerializers } from './serializers.ts'
import { type Tenant, tenantSettings } from './tenant.ts'
import { beginTransaction, inTransaction, type Transaction, type TransactionClient } from './transaction.ts'

type Tables = Record<string, unknown>

/** Drizzle inside a transaction, with `sql` for what Drizzle does not say. */
export type TransactionDatabase<T extends Tables> = Parameters<
  Parameters<PostgresJsDatabase<T>['transaction']>[0]
>[0] & {
  readonly sql: TransactionClient
}

/** An open transaction, to be ended by hand: left without `commit`, `await using` rolls it back. */
export interface OpenTransaction<T extends Tables> extends AsyncDisposable {
  readonly db: TransactionDatabase<T>
  readonly sql: TransactionClient
  commit(): Promise<void>
  rollback(): Promise<void>
}

export interface TransactionOptions {
  isolationLevel?: 'read committed' | 'repeatable read' | 'serializable'
  accessMode?: 'read only' | 'read write'
  /** With serializable and read only: waits for a moment in which it cannot fail. */
  deferrable?: boolean
}

/** An app's own database: Drizzle typed by its tables, on the app's own connections and role. */
export type AppDatabase<T extends Tables> = Omit<PostgresJsDatabase<T>, 'transaction'> & {
  /** postgres.js' tagged template. */
  readonly sql: Sql
  /** The app's schema, which is first on every connection's search_path. */
  readonly schema: string
  /** Commits what `fn` resolves, rolls back what it rejects. Rejects with TRANSACTION_LOST if the connection is lost. */
  transaction<R>(fn: (tx: TransactionDatabase<T>) => Promise<R>, options?: TransactionOptions): Promise<R>
  begin(options?: TransactionOptions): Promise<OpenTransaction<T>>
  /** A connection of its own, for what is tied to one: LISTEN, session settings, advisory locks. */
  reserve(): Promise<ReservedClient>
  /** A transaction in which row-level security sees this tenant and user. Throws a TypeError for what is no UUID. */
  asTenant<R>(tenant: Tenant, fn: (tx: TransactionDatabase<T>) => Promise<R>): Promise<R>
}

export interface AppDatabaseOptions<T extends Tables> {
  pool: Pool
  /** The driver's templates. */
  base: Sql
  schema: string
  tables: T
  debug?: (query: string) => void
}

export function createAppDatabase<T extends Tables>({
  pool,
  base,
  schema,
  tables,
  debug,
}: AppDatabaseOptions<T>): AppDatabase<T> {
  const sql = createClient(pool, base)
  const db = drizzle(sql, { schema: tables, ...(debug && { logger: { logQuery: (query) => debug(query) } }) })
  restoreSerializers(base)

  // Drizzle builds its own from a client and the parts it is made of itself, which are no part of its types.
  const { dialect, session } = db as unknown as Parts // see above
  const prepared = createPrepared()
  prepareQueries(session, prepared)
  function on(client: TransactionClient): TransactionDatabase<T> {
    const inner = new PostgresJsSession(client as never, dialect, session.schema, session.options)
    prepareQueries(inner as never, prepared)
    const tx = new PostgresJsTransaction(dialect, inner as never, session.schema)
    return Object.assign(tx, { sql: client }) as unknown as TransactionDatabase<T> // what Drizzle's own transaction gives
  }

  const start = (opening: string): Promise<Transaction> => beginTransaction(pool, base, opening)
  return Object.assign(db, {
    sql,
    schema,
    transaction: async <R>(fn: (tx: TransactionDatabase<T>) => Promise<R>, options?: TransactionOptions) =>
      inTransaction(await start(beginSql(options)), (client) => fn(on(client))),
    async begin(options?: TransactionOptions): Promise<OpenTransaction<T>> {
      const transaction = await start(beginSql(options))
      return Object.assign(transaction, { db: on(transaction.sql) })
    },
    reserve: () => reserveClient(pool, base),
    asTenant: async <R>(tenant: Tenant, fn: (tx: TransactionDatabase<T>) => Promise<R>) => {
      const opening = `BEGIN; ${tenantSettings(tenant)}`
      return inTransaction(await start(opening), (client) => fn(on(client)))
    },
  })
}

interface Parts {
  dialect: ConstructorParameters<typeof PostgresJsSession>[1]
  session: Parameters<typeof prepareQueries>[0] & {
    schema: ConstructorParameters<typeof PostgresJsSession>[2]
    options: ConstructorParameters<typeof PostgresJsSession>[3]
  }
}

function beginSql({ isolationLevel, accessMode, deferrable }: TransactionOptions = {}): string {
  return [
    'BEGIN',
    isolationLevel && `ISOLATION LEVEL ${isolationLevel}`,
    accessMode,
    deferrable === undefined ? '' : deferrable ? 'DEFERRABLE' : 'NOT DEFERRABLE',
  ]
    .filter(Boolean)
    .join(' ')
}
