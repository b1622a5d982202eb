import type { AnyElysia } from 'elysia'
import { type AppOverrides, resolveConfig } from '../app/app-config.ts'
import { createAppContext } from '../app/app-context.ts'
import { composeApp } from '../app/compose.ts'
import { runWithApp } from '../app/current.ts'
import type { AppBackend } from '../app/define-app.ts'
import type { Dependencies } from '../app/dependencies.ts'
import type { Cache } from '../cache/cache.ts'
import type { Database } from '../database/database.ts'
import { appLogger, type Logger } from '../log/logger.ts'
import { assertMigrations } from '../migrations/migration.ts'
import { multiapp } from '../plugin/multiapp.ts'
import { assertCors, type CorsOptions } from './cors.ts'
import type { Entry } from './entry.ts'
import { probePaths } from './probes.ts'

export interface RegisterOptions {
  database: Database
  /** Of all apps: each is given its own part. */
  cache: Cache
  logger: Logger
  middleware: readonly AnyElysia[]
  openapi: boolean
  /** Off: the database is only looked at, and pending migrations keep the app from being ready. */
  migrateOnStart: boolean
  /** For apps that say nothing of it. */
  cors?: CorsOptions
}

/** What a registration changes of an app's own declaration. */
export interface RegisterOverrides extends AppOverrides {
  cors?: CorsOptions
}

/**
 * Everything that can fail without touching anything fails first: the declaration, the configuration, the routes. Then
 * the database is prepared and `onRegister` runs; if one of them fails, a schema made here is removed again.
 */
export async function registerApp(
  app: AppBackend,
  overrides: RegisterOverrides,
  { database, cache, logger, middleware, openapi, migrateOnStart, cors: defaultCors }: RegisterOptions,
): Promise<Entry> {
  const config = resolveConfig(app, overrides)
  assertMigrations(app.slug, app.migrations)
  assertTables(app)
  const cors = overrides.cors ?? app.cors ?? defaultCors
  if (cors) assertCors(cors)

  const context = createAppContext(app, config)
  const deps: Dependencies = {
    db: database.forApp(app.slug, app.tables),
    cache: cache.withPrefix(app.slug),
    logger: appLogger(logger, app.slug),
    config,
    plugin: multiapp(context),
  }
  const elysia = composeApp(app, { ...deps, middleware, openapi })
  assertPaths(app.slug, elysia)
  elysia.compile()

  const answersHead = elysia.routes.some(({ method }) => method === 'HEAD')
  const finish = async () => runWithApp(context, () => app.onRegister?.(deps))
  const entry: Entry = { app, context, deps, elysia, answersHead, cors, unready: undefined, recheck }
  if (migrateOnStart) await database.prepare(app.slug, { migrations: app.migrations, finish })
  else await recheck()
  return entry

  // Whoever has a host migrate nothing prepares the database elsewhere, perhaps only after the host has started.
  async function recheck(): Promise<void> {
    entry.unready = await database.unreadyReason(app.slug, app.migrations)
    if (entry.unready) return
    entry.unready = 'onRegister has not succeeded'
    await finish()
    entry.unready = undefined
  }
}

const drizzleSchema = Symbol.for('drizzle:Schema')

// A table with a schema of its own would leave the app's: the connection's search_path names the schema, nothing else.
function assertTables({ slug, tables }: AppBackend): void {
  for (const [name, table] of Object.entries(tables)) {
    const schema = (table as { [drizzleSchema]?: string } | null)?.[drizzleSchema] // Drizzle's public symbol on tables
    if (schema)
      throw new TypeError(
        `app "${slug}": table ${name} names the schema "${schema}": use pgTable, not pgSchema`,
      )
  }
}

function assertPaths(slug: string, elysia: AnyElysia): void {
  const taken = elysia.routes.find(({ path }) => probePaths.some((probe) => probe === path))
  if (taken) throw new TypeError(`app "${slug}": the path ${taken.path} is the server's: choose another`)
}
