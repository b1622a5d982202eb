import type { AnyElysia } from 'elysia'
import { type AppOverrides, resolveConfig } from '../app/app-config.ts'
import { createAppContext } from '../app/app-context.ts'
import { composeApp } from '../app/compose.ts'
import { runWithApp } from '../app/current.ts'
import { bindDatabase } from '../app/current-database.ts'
import type { AppBackend } from '../app/define-app.ts'
import type { Dependencies } from '../app/dependencies.ts'
import type { AuthDependencies } from '../auth/auth-options.ts'
import type { KeySource } from '../auth/keys.ts'
import type { OwnedCache } from '../cache/cache.ts'
import type { Database } from '../database/database.ts'
import { appLogger, type Logger } from '../log/logger.ts'
import { assertMigrations } from '../migrations/migration.ts'
import { multiapp } from '../plugin/multiapp.ts'
import { deriveSecrets } from '../sessions/session-keys.ts'
import { appAuth, appCredentials, authenticateBy } from './app-auth.ts'
import { assertCors, type CorsOptions } from './cors.ts'
import type { Entry, MountedApp } from './entry.ts'
import { probePaths } from './probes.ts'

export interface MountOptions {
  database: Database
  /** Of all apps: each is given its own part. */
  cache: OwnedCache
  logger: Logger
  middleware: readonly AnyElysia[]
  openapi: boolean
  /** Where the keys of the apps' tokens come from; without them there are none. */
  authKeys?: KeySource
  /** A clock in milliseconds since 1970, for tests. */
  now?: () => number
  /** Whether browsers come over TLS, so that session cookies demand it. */
  secureCookies?: boolean
  /** For apps that say nothing of it. */
  cors?: CorsOptions
}

export interface RegisterOptions extends MountOptions {
  /** Off: the database is only looked at, and pending migrations keep the app from being ready. */
  migrateOnStart: boolean
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
  options: RegisterOptions,
): Promise<Entry> {
  const { database, migrateOnStart } = options
  const mounted = mountApp(app, overrides, options)
  mounted.elysia.compile()
  const finish = async () => runWithApp(mounted.context, () => app.onRegister?.(mounted.deps))
  const entry: Entry = { ...mounted, unready: undefined, recheck }
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

/** What of an app can be made with no database asked. Throws a TypeError for what is wrong with it. */
export function mountApp(
  app: AppBackend,
  overrides: RegisterOverrides,
  {
    database,
    cache,
    logger,
    middleware,
    openapi,
    authKeys,
    now = Date.now,
    secureCookies = true,
    cors: defaultCors,
  }: MountOptions,
): MountedApp {
  const config = resolveConfig(app, overrides)
  assertMigrations(app.slug, app.migrations)
  assertTables(app)
  const cors = overrides.cors ?? app.cors ?? defaultCors
  if (cors) assertCors(cors)

  const context = createAppContext(app, config)
  const db = database.forApp(app.slug, app.tables)
  bindDatabase(context, db)
  const strict = cache.strict.withPrefix(app.slug)
  const base: AuthDependencies = {
    app: context,
    db,
    cache: cache.withPrefix(app.slug),
    strict: strict.withPrefix('app'),
    logger: appLogger(logger, app.slug),
    config,
    now,
    deriveSecrets: (purpose, bytes) =>
      authKeys ? deriveSecrets(authKeys, app.slug, `app/${purpose}`, bytes) : [],
    ...appCredentials({
      app: context,
      db,
      strict,
      keys: authKeys,
      now,
      origins: cors?.origins ?? [],
      secureCookies,
    }),
  }
  const auth = appAuth(app, base, authKeys !== undefined)
  const deps: Dependencies = { ...base, plugin: multiapp({ app: context, db }) }
  const elysia = composeApp(app, { ...deps, middleware, openapi, auth })
  assertPaths(app.slug, elysia)
  const answersHead = elysia.routes.some(({ method }) => method === 'HEAD')
  const asks = authenticateBy(auth.authenticators, elysia, deps.logger)
  return { app, context, deps, elysia, answersHead, cors, authenticate: asks }
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
