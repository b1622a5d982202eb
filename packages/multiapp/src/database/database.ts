import type { Sql } from 'postgres'
import { slugFromSchema } from '../app/slug.ts'
import type { MigrationTarget } from '../migrations/execute.ts'
import type { Migration } from '../migrations/migration.ts'
import { type AppDatabase, createAppDatabase } from './app-database.ts'
import { assertCapacity } from './capacity.ts'
import { withLockedHome } from './home.ts'
import { createHomes } from './homes.ts'
import { createOperator, type Operator } from './operator.ts'
import { createPools } from './pools.ts'
import { type PrepareOptions, prepare } from './prepare.ts'
import { ping, unreadyReason } from './readiness.ts'

export interface DatabaseOptions {
  /** The admin's connection string: CREATEROLE, and CREATE on the database. */
  url: string
  /** At least 32 characters: the apps' passwords are derived from it. */
  roleSecret: string
  /** What the names of the apps' roles begin with, where databases of one cluster have different secrets. Default: none. */
  rolePrefix?: string
  /** By slug, the connection strings of apps with a database of their own: used as the role named, and no role is made. */
  appUrls?: Readonly<Record<string, string>>
  /** The most connections that all apps together open. Default: 50. */
  maxConnections?: number
  /** The most connections that one app opens. Default: 10. */
  maxConnectionsPerApp?: number
  /** How long a query waits for a connection before it is DATABASE_UNAVAILABLE. Default: 2. */
  acquireTimeoutSeconds?: number
}

export interface AppDatabaseSettings {
  /** Called with the text of each query that Drizzle builds. Its values are not told: they may be secrets. */
  debug?: (query: string) => void
}

export interface Database extends Operator {
  forApp<Tables extends Record<string, unknown>>(
    slug: string,
    tables: Tables,
    settings?: AppDatabaseSettings,
  ): AppDatabase<Tables>
  /** As `forApp`, for whoever has the name of the schema. Throws INVALID_SCHEMA_NAME for one that no app has. */
  forSchema<Tables extends Record<string, unknown>>(
    schema: string,
    tables: Tables,
    settings?: AppDatabaseSettings,
  ): AppDatabase<Tables>
  /** Throws an Error if a server does not take as many connections as the apps may open on it. */
  assertCapacity(): Promise<void>
  /** Makes the app's roles and schema and applies its migrations, with nobody else doing so. Throws MIGRATION_FAILED. */
  prepare(slug: string, options: PrepareOptions): Promise<Migration[]>
  /** Runs `fn` on a connection of whoever migrates the app, with nobody else at its schema. */
  withOwner<T>(
    purpose: string,
    slug: string,
    fn: (session: Sql, target: MigrationTarget) => Promise<T>,
  ): Promise<T>
  /** Why an app that somebody else prepares cannot serve yet, seen by its own role; undefined if it can. */
  unreadyReason(slug: string, migrations: readonly Migration[]): Promise<string | undefined>
  /** Resolves if the server that the apps share answers; where each has its own, if any does. Throws DATABASE_UNAVAILABLE. */
  ping(): Promise<void>
  close(): Promise<void>
}

/**
 * One database in which every app has a schema and a login role of its own; the role is the scope. An app may have a
 * database to itself instead. Throws a TypeError that names a wrong option, and never says its value.
 */
export function createDatabase(options: DatabaseOptions): Database {
  const { maxConnections = 50, maxConnectionsPerApp = 10, acquireTimeoutSeconds = 2 } = options
  const { rolePrefix = '', appUrls = {} } = options
  const limits = { maxConnections, maxConnectionsPerApp, acquireTimeoutSeconds }
  const homes = createHomes({ ...options, rolePrefix, appUrls })
  const pools = createPools(limits)

  const forApp: Database['forApp'] = (slug, tables, settings) => {
    const home = homes.of(slug)
    const base = home.driver.sql
    return createAppDatabase({ ...settings, pool: pools.of(home), base, schema: home.schema, tables })
  }

  return {
    ...createOperator(homes, pools),
    forApp,
    forSchema: (schema, tables, settings) => forApp(slugFromSchema(schema), tables, settings),
    prepare: (slug, given) => prepare(homes.of(slug), pools, given),
    withOwner(purpose, slug, fn) {
      const home = homes.of(slug)
      return withLockedHome(home, purpose, async (session) => fn(session, await home.target(session)))
    },
    unreadyReason: (slug, migrations) => unreadyReason(homes.of(slug), pools, migrations),
    assertCapacity: () => assertCapacity(pools, limits),
    ping: () => ping(homes.admin, pools),
    async close() {
      await pools.close()
      homes.close()
    },
  }
}
