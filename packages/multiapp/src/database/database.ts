import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import type { Sql } from 'postgres'
import { AppError } from '../errors/app-error.ts'
import { pendingMigrations, readOwnLedger } from '../migrations/ledger.ts'
import { withAppLock } from '../migrations/lock.ts'
import { fileNameOf, type Migration } from '../migrations/migration.ts'
import { migrate } from '../migrations/runner.ts'
import { createDeadlines } from '../time/deadline.ts'
import { withAdminSession } from './admin.ts'
import { createBudget } from './budget.ts'
import { createClient } from './client.ts'
import { sqlState } from './database-error.ts'
import { createDriver } from './driver.ts'
import { createPool, type Pool } from './pool.ts'
import { provision, unprovision } from './provision.ts'
import { passwordOf, rolesOf } from './roles.ts'
import { restoreSerializers } from './serializers.ts'

/** An app's own database: Drizzle typed by its tables, and `sql` for what Drizzle does not say. */
export type AppDatabase<Tables extends Record<string, unknown>> = PostgresJsDatabase<Tables> & {
  /** postgres.js' tagged template on the app's own connections. */
  readonly sql: Sql
  /** The app's schema, which is first on every connection's search_path. */
  readonly schema: string
}

export interface DatabaseOptions {
  /** The admin's connection string: CREATEROLE, and CREATE on the database. */
  url: string
  /** At least 32 characters: the apps' passwords are derived from it. */
  roleSecret: string
  /** The most connections that all apps together open. Default: 50. */
  maxConnections?: number
  /** The most connections that one app opens. Default: 10. */
  maxConnectionsPerApp?: number
  /** How long a query waits for a connection before it is DATABASE_UNAVAILABLE. Default: 2. */
  acquireTimeoutSeconds?: number
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
  /** Why an app that somebody else prepares cannot serve yet, seen by its own role; undefined if it can. */
  unreadyReason(slug: string, migrations: readonly Migration[]): Promise<string | undefined>
  /** Resolves if the server answers. Throws DATABASE_UNAVAILABLE. */
  ping(): Promise<void>
  close(): Promise<void>
}

const cannotLogIn = new Set(['28P01', '28000'])
const connectionsPerRole = 200
const idleTimeoutSeconds = 30
const closeTimeoutSeconds = 5

/** One database in which every app has a schema and a login role of its own; the role is the scope. */
export function createDatabase(options: DatabaseOptions): Database {
  const {
    url,
    roleSecret,
    maxConnections = 50,
    maxConnectionsPerApp = 10,
    acquireTimeoutSeconds = 2,
  } = options
  const pools = new Map<string, { pool: Pool; driver: Sql }>()
  const budget = createBudget(maxConnections, () => poolsOf(pools))
  const deadlines = createDeadlines(acquireTimeoutSeconds)
  let closed = false
  const sweep = setInterval(() => {
    const idleBefore = performance.now() - idleTimeoutSeconds * 1000
    for (const pool of poolsOf(pools)) pool.closeIdleSince(idleBefore)
  }, 1000)
  sweep.unref()

  function poolOf(slug: string): { pool: Pool; driver: Sql } {
    if (closed) throw new AppError('DATABASE_UNAVAILABLE', { message: 'the database is closed' })
    const known = pools.get(slug)
    if (known) return known
    const { app } = rolesOf(slug)
    const role = { name: app, password: passwordOf(app, roleSecret) }
    const driver = createDriver({ url, role, applicationName: app })
    const made = {
      driver,
      pool: createPool({ driver, budget, maxConnections: maxConnectionsPerApp, deadlines }),
    }
    pools.set(slug, made)
    return made
  }

  return {
    forApp(slug, tables) {
      const { driver, pool } = poolOf(slug)
      const sql = createClient(pool, driver)
      const db = drizzle(sql, { schema: tables })
      restoreSerializers(driver)
      return Object.assign(db, { sql, schema: rolesOf(slug).schema })
    },

    prepare(slug, { migrations, finish }) {
      const roles = rolesOf(slug)
      return withAdminSession(url, `migrate ${slug}`, async (session) => {
        const { applied, finished } = await withAppLock(session, roles.schema, async () => {
          const made = await provision(session, roles, { roleSecret, connectionLimit: connectionsPerRole })
          try {
            const applied = await migrate(session, { slug, ...roles }, migrations)
            // A schema that may have to go again is nobody else's yet: others wait until it is sure to stay.
            if (made.schema) await finish()
            return { applied, finished: made.schema }
          } catch (error) {
            if (made.schema) await undo(slug, session, made.roles, error)
            throw error
          }
        })
        if (!finished) await finish()
        return applied
      })
    },

    async unreadyReason(slug, migrations) {
      const { pool, driver } = poolOf(slug)
      const { app, schema } = rolesOf(slug)
      try {
        const applied = await readOwnLedger(createClient(pool, driver), schema)
        const pending = pendingMigrations(slug, migrations, applied, { toleratesNewer: true })
        return pending.length > 0 ? `pending migrations ${pending.map(fileNameOf).join(', ')}` : undefined
      } catch (error) {
        if (!cannotLogIn.has(sqlState(error) ?? ''))
          return error instanceof Error ? error.message : String(error)
        return `role ${app} cannot log in: it is not made yet, or with another DATABASE_ROLE_SECRET`
      }
    },

    async ping() {
      const [any] = pools.values()
      const asked = any
        ? createClient(any.pool, any.driver)`SELECT 1`
        : withAdminSession(url, 'ping', async (sql) => sql`SELECT 1`)
      await asked.catch((error) => {
        // A server that refuses a login has answered.
        if (!cannotLogIn.has(sqlState(error) ?? '')) throw error
      })
    },

    async close() {
      closed = true
      clearInterval(sweep)
      await Promise.all([...poolsOf(pools)].map((pool) => pool.close(closeTimeoutSeconds)))
      pools.clear()
    },
  }

  // The app's connections are logged in as a role that is about to go: a new one of that name would be another role.
  async function undo(
    slug: string,
    session: Sql,
    madeRoles: readonly string[],
    reason: unknown,
  ): Promise<void> {
    await pools.get(slug)?.pool.disconnect()
    try {
      await unprovision(session, rolesOf(slug), madeRoles)
    } catch (error) {
      // The session, and with it the lock, may be lost: then the schema may be another host's by now, and stays.
      const message = `${reason instanceof Error ? reason.message : reason}; what was made could not be removed again`
      throw new AppError('MIGRATION_FAILED', { message, cause: error })
    }
  }
}

function* poolsOf(pools: Map<string, { pool: Pool }>): Iterable<Pool> {
  for (const { pool } of pools.values()) yield pool
}
