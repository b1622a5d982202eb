import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import type { Sql } from 'postgres'
import { AppError } from '../errors/app-error.ts'
import { pendingMigrations, readLedger } from '../migrations/ledger.ts'
import { withAppLock } from '../migrations/lock.ts'
import type { Migration } from '../migrations/migration.ts'
import { migrate } from '../migrations/runner.ts'
import { databaseErrorToAppError } from './database-error.ts'
import { openPool } from './pool.ts'
import { provision, unprovision } from './provision.ts'
import { passwordOf, rolesOf } from './roles.ts'

/** An app's own database: Drizzle typed by its tables, and `sql` for what Drizzle does not say. */
export type AppDatabase<Tables extends Record<string, unknown>> = PostgresJsDatabase<Tables> & {
  /** postgres.js' tagged template on the app's own pool. */
  readonly sql: Sql
  /** The app's schema, which is first on every connection's search_path. */
  readonly schema: string
}

export interface DatabaseOptions {
  /** The admin's connection string: CREATEROLE, and CREATE on the database. */
  url: string
  /** At least 32 characters: the apps' passwords are derived from it. */
  roleSecret: string
  /** The most connections that one app opens. Default: 10. */
  maxConnectionsPerApp?: number
}

export interface PrepareOptions {
  migrations: readonly Migration[]
  /** Runs last. A rejection undoes the preparation, if it made the schema. */
  finish: () => Promise<void>
}

export interface Database {
  forApp<Tables extends Record<string, unknown>>(slug: string, tables: Tables): AppDatabase<Tables>
  /** Makes the app's roles and schema and applies its migrations, with nobody else doing so. Throws MIGRATION_FAILED. */
  prepare(slug: string, options: PrepareOptions): Promise<Migration[]>
  /** What `prepare` would apply. Touches nothing; an app without a schema has all of them pending. */
  pending(slug: string, migrations: readonly Migration[]): Promise<Migration[]>
  /** Resolves if the server answers. Throws DATABASE_UNAVAILABLE. */
  ping(): Promise<void>
  close(): Promise<void>
}

const closeTimeoutSeconds = 5

/** One database in which every app has a schema and a login role of its own; the role is the scope. */
export function createDatabase({ url, roleSecret, maxConnectionsPerApp = 10 }: DatabaseOptions): Database {
  const admin = openPool({ url, applicationName: 'multiapp', maxConnections: 2 })
  const pools = new Map<string, Sql>()

  return {
    forApp(slug, tables) {
      const { app, schema } = rolesOf(slug)
      const role = { name: app, password: passwordOf(app, roleSecret) }
      const sql =
        pools.get(slug) ?? openPool({ url, role, applicationName: app, maxConnections: maxConnectionsPerApp })
      pools.set(slug, sql)
      return Object.assign(drizzle(sql, { schema: tables }), { sql, schema })
    },

    async prepare(slug, { migrations, finish }) {
      const roles = rolesOf(slug)
      const session = openPool({ url, applicationName: `multiapp migrate ${slug}`, maxConnections: 1 })
      try {
        const { applied, finished } = await withAppLock(session, roles.schema, async () => {
          const { created } = await provision(session, roles, {
            roleSecret,
            connectionLimit: maxConnectionsPerApp * 10,
          })
          try {
            const applied = await migrate(session, { slug, ...roles }, migrations)
            // A schema that may have to go again is nobody else's yet: others wait until it is sure to stay.
            if (created) await finish()
            return { applied, finished: created }
          } catch (error) {
            if (created) await unprovision(session, roles)
            throw error
          }
        })
        if (!finished) await finish()
        return applied
      } catch (error) {
        throw databaseErrorToAppError(error) ?? error
      } finally {
        await session.end({ timeout: closeTimeoutSeconds })
      }
    },

    async pending(slug, migrations) {
      const { schema } = rolesOf(slug)
      const [row] = await admin`SELECT to_regclass(${`"${schema}"."__migrations"`}) IS NOT NULL AS exists`
      return pendingMigrations(slug, migrations, row?.exists ? await readLedger(admin, schema) : [])
    },

    async ping() {
      try {
        await admin`SELECT 1`
      } catch (cause) {
        throw new AppError('DATABASE_UNAVAILABLE', { cause })
      }
    },

    async close() {
      await Promise.all([admin, ...pools.values()].map((pool) => pool.end({ timeout: closeTimeoutSeconds })))
      pools.clear()
    },
  }
}
