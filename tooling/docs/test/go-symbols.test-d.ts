// Every name that docs/go.md sets against one of Go's, with the shape that it has there.
import { type Identity, type IdentityDeclaration, identity } from '@repo/identity'
import * as kit from '@repo/multiapp'
import { Elysia } from 'elysia'
import { shopApp } from '../example/src/app.ts'
import * as tables from '../example/src/tables.ts'

type ShopDeclaration = typeof shopApp extends kit.AppDefinition<infer D> ? D : never
type Shop = kit.Dependencies<ShopDeclaration>

export const shopDependencies = (deps: typeof shopApp.deps): Shop => deps

export async function server(options: kit.ServerOptions, app: kit.AnyAppBackend): Promise<void> {
  options satisfies { mode: 'multi' | 'single'; databaseUrl: string }
  options satisfies Pick<kit.ServerOptions, 'redisUrl' | 'logger' | 'middleware'>
  const server: kit.AppServer = kit.createServer(options)
  const overrides = { features: { export: true }, settings: { pageSize: 50 } }
  ;(await server.register(app, overrides)) satisfies kit.AppContext
  server.apps() satisfies kit.RegisteredApp[]
  server.get('shop') satisfies kit.RegisteredApp | undefined
  ;(await server.fetch(new Request('http://localhost/'))) satisfies Response
  ;(await server.run()) satisfies { url: URL }
  await server.shutdown()
  await kit.boot({ mode: 'multi', apps: [app] })
}

export const shop = shopApp.backend({
  migrations: kit.drizzleMigrations({ '0000_init': 'SELECT 1' }) satisfies kit.Migration[],
  routes: ({ plugin }) => new Elysia().use(plugin),
  onRegister: (deps) => void (deps satisfies Shop),
  onShutdown: (_deps, signal) => void (signal satisfies AbortSignal),
}) satisfies kit.AppBackend<ShopDeclaration> satisfies {
  slug: string
  name: string
  tables: typeof tables
  migrations: readonly kit.Migration[]
}

export const declared = kit.defineApp({ slug: 'declared', name: 'Declared', tables })

export const migration: kit.Migration = { version: 1, name: 'init', up: 'SELECT 1', down: 'SELECT 2' }

export function configuration({ config, strict }: Shop): void {
  strict satisfies kit.StrictStore
  config satisfies kit.AppConfig
  ;[config.appId, config.slug, config.databaseSchema] satisfies string[]
  config.features.has('export')
  config.settings.pageSize satisfies number
}

export const routes = ({ plugin }: Shop) =>
  new Elysia()
    .use(plugin)
    .get('/app', ({ app }) => {
      ;[app.id, app.slug, app.name, app.schema] satisfies string[]
      app.hasFeature('export') satisfies boolean
      // @ts-expect-error not declared
      app.hasFeature('exprot')
      app.settings.pageSize satisfies number
    })
    .get('/context', ({ context }) => {
      context satisfies kit.RequestContext
      ;[context.app, context.claims] satisfies [kit.AppContext | null, kit.AppClaims | null]
      ;[context.tenantId, context.userId, context.federationId] satisfies (string | null)[]
      ;[context.principalId, context.organizationId] satisfies (string | null)[]
      ;[context.hasApp, context.isAuthenticated, context.isFederated] satisfies boolean[]
    })
    .get('/auth', ({ principal }) => principal satisfies kit.Principal, { requireAuth: true })
    .get('/role', ({ principal }) => principal.role satisfies string | null, { requireRole: 'owner' })
    .get('/permission', ({ principal }) => principal.id, { requirePermission: 'order:read' })
    .get('/feature', () => 'on', { requireFeature: 'export', requireApp: true })
    .get('/rls', ({ tenant }) => tenant.run((tx) => tx.select().from(tables.orders)), { rls: true })

export function outsideHandlers({ app }: Shop, claims: kit.AppClaims): void {
  kit.currentApp() satisfies kit.AppContext | undefined
  kit.currentApp()?.slug satisfies string | undefined
  kit.currentContext() satisfies kit.RequestContext | undefined
  kit.currentClaims() satisfies kit.AppClaims | undefined
  kit.hasApp() satisfies boolean
  kit.runWithApp(app, () => 1) satisfies number
  kit.currentDatabase(shopApp) satisfies Shop['db']
  kit.runWithApp(app, () => 1, { claims })
  kit.requireAuth() satisfies kit.AppClaims
  kit.requireAppAndAuth() satisfies { app: kit.AppContext; claims: kit.AppClaims }
  kit.assertAppAccess(app)
  kit.assertFeature('export')
}

export function authentication(
  { tokens, sessions, logger }: Shop,
  elsewhere: kit.FederationOptions<ShopDeclaration>,
): kit.AuthOptions<ShopDeclaration> {
  logger.info('by the app')
  return {
    authenticators: [kit.session(sessions, { tokens }), kit.federation(elsewhere), kit.bearer(tokens)],
    requireAuth: true,
    rls: true,
    onError: (error: kit.AppError) => Response.json({ code: error.code }),
  }
}

export const byAccount = (people: Identity): kit.Authenticator<IdentityDeclaration> => identity(people)

export async function tokens(options: kit.TokensOptions, app: kit.AppContext): Promise<void> {
  const tokens: kit.Tokens = kit.createTokens(options)
  const subject = { id: 'somebody' }
  ;[await tokens.issueAccess(subject), await tokens.issueRefresh(subject)] satisfies string[]
  const pair = (await tokens.issuePair(subject)) satisfies kit.TokenPair
  ;(await tokens.verifyAccess(pair.accessToken)) satisfies kit.Access
  ;(await tokens.verifyRefresh(pair.refreshToken)).claims satisfies kit.AppClaims
  ;(await tokens.rotate(pair.refreshToken)) satisfies kit.TokenPair
  kit.appClaims({ pid: 'somebody' }) satisfies kit.AppClaims
  kit.appClaims({ pid: 'somebody', org_id: 'o', perms: ['p'] }, app) satisfies kit.AppClaims
  kit.AppClaims.properties satisfies object
}

export async function sessions({ app, sessions }: Shop, pair: kit.TokenPair): Promise<void> {
  const session: kit.AppSession = kit.createAppSession({ app, userId: 'somebody', tokens: pair })
  kit.sessionKey(app.id, session.id) satisfies string
  kit.sessionMetadata(app) satisfies kit.SessionMetadata
  ;[kit.appIdOf(session), kit.appSlugOf(session)] satisfies (string | undefined)[]
  const store: kit.SessionStore = sessions.store
  await store.create(session)
  ;(await store.get(session.id)) satisfies kit.AppSession | undefined
  ;(await store.update(session)) satisfies boolean
  ;(await store.delete(session)) satisfies boolean
  ;(await store.deleteByUser('somebody')) satisfies kit.AppSession[]
  await store.touch(session)
  ;(await sessions.start({ userId: 'somebody', tokens: pair })).cookie satisfies string
}

export async function database(options: kit.DatabaseOptions): Promise<void> {
  const database: kit.Database = kit.createDatabase(options)
  ;(await database.createSchema('shop')) satisfies string
  await database.prepare('shop', { migrations: [migration] })
  await database.admin('look', (sql) => sql`SELECT 1`)
  ;(await database.listSchemas()) satisfies string[]
  ;(await database.schemaSize('shop')) satisfies number
  await queries(database.forApp('shop', tables))
  await queries(database.forSchema('app_shop', tables, { debug: (query) => console.log(query) }))
  await database.dropSchema('shop')
  await database.close()
  kit.schemaFromSlug('my-app') satisfies string
}

async function queries(db: kit.AppDatabase<typeof tables>): Promise<void> {
  await db.sql`SELECT id FROM orders WHERE article = ${'bread'}`
  await db.select().from(tables.orders)
  await db.transaction(async (tx) => tx.select().from(tables.orders), {
    isolationLevel: 'serializable',
    accessMode: 'read only',
    deferrable: true,
  })
  await using tx = await db.begin({ isolationLevel: 'repeatable read' })
  await tx.sql`SELECT 1`
  await tx.db.select().from(tables.orders)
  await tx.commit()
  await tx.rollback()
  await using own = await db.reserve()
  await own.sql`SELECT 1`
  db.schema satisfies string
  await db.asTenant({ tenantId: 'a UUID', userId: 'another' }, async (tx) => tx.sql`SELECT 1`)
}

export async function cache(url: string, logger: kit.Logger): Promise<void> {
  const caches: kit.OwnedCache[] = [kit.createMemoryCache(), kit.createRedisCache({ url, logger })]
  for (const cache of caches) {
    const below: kit.Cache = cache.withPrefix('below')
    await below.set('key', { value: 1 }, { ttlSeconds: 60 })
    ;(await below.get('key')) satisfies unknown
    ;(await below.getOrSet('key', { ttlSeconds: 60 }, async () => 1)) satisfies number
    await below.delete('key')
    await below.clear()
    await cache.close()
  }
}

export const codes = [
  'NO_APP_CONTEXT',
  'FEATURE_NOT_ENABLED',
  'NOT_AUTHENTICATED',
  'APP_NOT_FOUND',
  'NOT_FOUND',
  'APP_ALREADY_REGISTERED',
  'INVALID_SCHEMA_NAME',
  'MIGRATION_FAILED',
] satisfies kit.ErrorCode[]
export const error = new kit.AppError('CONFLICT', { message: 'expected another code' })
