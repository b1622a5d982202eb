import type { Sql } from 'postgres'
import { AppError } from '../errors/app-error.ts'
import { pendingMigrations, readOwnLedger } from '../migrations/ledger.ts'
import { withAppLock } from '../migrations/lock.ts'
import { fileNameOf, type Migration } from '../migrations/migration.ts'
import { migrate } from '../migrations/runner.ts'
import { createDeadlines } from '../time/deadline.ts'
import { withAdminSession } from './admin.ts'
import { type AppDatabase, createAppDatabase } from './app-database.ts'
import { createBudget } from './budget.ts'
import { createClient } from './client.ts'
import { sqlState } from './database-error.ts'
import { asRole, createDriver } from './driver.ts'
import { createPool, type Pool } from './pool.ts'
import { provision, unprovision } from './provision.ts'
import { passwordOf, rolesOf } from './roles.ts'

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
  /** Removes an app's schema with all its data, and its roles unless another database of the cluster uses them. */
  dropSchema(slug: string): Promise<void>
  /** The schemas that apps have here, sorted. */
  listSchemas(): Promise<string[]>
  /** What an app's tables, indexes and TOAST take on disk, in bytes. */
  schemaSize(slug: string): Promise<number>
  /** Installs an extension where every app finds it. The admin must be allowed to. */
  ensureExtension(name: string): Promise<void>
  /** Runs `fn` on a connection of the admin's own. */
  admin<T>(purpose: string, fn: (sql: Sql) => Promise<T>): Promise<T>
  /** Throws an Error if the server does not take as many connections as the apps may open. */
  assertCapacity(): Promise<void>
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
const adminConnections = 2
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
  const driver = createDriver(url, 'multiapp')
  const base = driver.sql
  const pools = new Map<string, Pool>()
  const budget = createBudget(maxConnections, () => pools.values())
  const deadlines = createDeadlines(acquireTimeoutSeconds)
  let closed = false
  const sweep = setInterval(() => {
    const idleBefore = performance.now() - idleTimeoutSeconds * 1000
    for (const pool of pools.values()) pool.closeIdleSince(idleBefore)
  }, 1000)
  sweep.unref()

  function poolOf(slug: string): Pool {
    if (closed) throw new AppError('DATABASE_UNAVAILABLE', { message: 'the database is closed' })
    const known = pools.get(slug)
    if (known) return known
    const { app } = rolesOf(slug)
    const role = asRole(driver, app, passwordOf(app, roleSecret))
    const pool = createPool({ driver: role, budget, maxConnections: maxConnectionsPerApp, deadlines })
    pools.set(slug, pool)
    return pool
  }

  return {
    forApp(slug, tables) {
      return createAppDatabase({ pool: poolOf(slug), base, schema: rolesOf(slug).schema, tables })
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

    async dropSchema(slug) {
      const roles = rolesOf(slug)
      await pools.get(slug)?.disconnect()
      await withAdminSession(url, `drop ${slug}`, (session) =>
        withAppLock(session, roles.schema, () => unprovision(session, roles, [roles.app, roles.owner])),
      )
    },

    listSchemas: () =>
      withAdminSession(url, 'list', async (sql) => {
        const rows = await sql`SELECT nspname AS name FROM pg_namespace
          WHERE nspname LIKE 'app\\_%' AND to_regclass(format('%I.__migrations', nspname)) IS NOT NULL ORDER BY 1`
        return rows.map(({ name }) => String(name))
      }),

    schemaSize: (slug) =>
      withAdminSession(url, 'size', async (sql) => {
        const [row] =
          await sql`SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0) AS bytes FROM pg_class c
          JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE n.nspname = ${rolesOf(slug).schema} AND c.relkind IN ('r', 'm', 'S')`
        return Number(row?.bytes ?? 0)
      }),

    ensureExtension: (name) =>
      withAdminSession(url, 'extension', async (sql) => {
        await sql`CREATE EXTENSION IF NOT EXISTS ${sql(name)} SCHEMA extensions`
      }),

    admin: (purpose, fn) => withAdminSession(url, purpose, fn),

    async assertCapacity() {
      const [any] = pools.values()
      if (!any) return
      const rows = await createClient(any, base)`
        SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
          - coalesce(current_setting('reserved_connections', true)::int, 0) AS most`.catch(() => [])
      const most = Number(rows[0]?.most ?? Number.POSITIVE_INFINITY) // readiness tells of a server that does not answer
      if (maxConnections + adminConnections <= most) return
      throw new Error(
        `DATABASE_MAX_CONNECTIONS is ${maxConnections}, and PostgreSQL takes ${most} connections from all hosts together: lower it`,
      )
    },

    async unreadyReason(slug, migrations) {
      const pool = poolOf(slug)
      const { app, schema } = rolesOf(slug)
      try {
        const applied = await readOwnLedger(createClient(pool, base), schema)
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
        ? createClient(any, base)`SELECT 1`
        : withAdminSession(url, 'ping', async (sql) => sql`SELECT 1`)
      await asked.catch((error) => {
        // A server that refuses a login has answered.
        if (!cannotLogIn.has(sqlState(error) ?? '')) throw error
      })
    },

    async close() {
      closed = true
      clearInterval(sweep)
      await Promise.all([...pools.values()].map((pool) => pool.close(closeTimeoutSeconds)))
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
    await pools.get(slug)?.disconnect()
    try {
      await unprovision(session, rolesOf(slug), madeRoles)
    } catch (error) {
      // The session, and with it the lock, may be lost: then the schema may be another host's by now, and stays.
      const message = `${reason instanceof Error ? reason.message : reason}; what was made could not be removed again`
      throw new AppError('MIGRATION_FAILED', { message, cause: error })
    }
  }
}
