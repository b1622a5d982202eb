import { createTestDatabase } from '@repo/devdb/testing'
import type { Sql } from 'postgres'
import type { Declaration } from '../app/declaration.ts'
import type { AnyAppBackend, AppBackend } from '../app/define-app.ts'
import type { Dependencies } from '../app/dependencies.ts'
import { schemaFromSlug } from '../app/slug.ts'
import { appIssuer } from '../auth/app-issuer.ts'
import { createIssuer, type TokenSubject } from '../auth/issuer.ts'
import { createDatabase, type Database } from '../database/database.ts'
import { createLogger } from '../log/logger.ts'
import type { ServerOptions } from '../server/options.ts'
import type { RegisterOverrides } from '../server/register.ts'
import { type AppServer, createServer } from '../server/server.ts'
import { asPrincipal, type PrincipalOptions, type TestPrincipal } from './as-principal.ts'
import { createTestClient, type TestClient } from './test-client.ts'
import { createTestClock, type TestClock } from './test-clock.ts'

export interface TestAppOptions extends RegisterOverrides {
  /** `multi` puts the app into a host, and requests name it by the header. Default: single. */
  mode?: 'multi' | 'single'
  /** Another test app's, which drops it: this one is a second host beside it. Default: a fresh database. */
  databaseUrl?: string
  /** Another test app's, to go by the same time. Default: one of its own. */
  clock?: TestClock
  server?: Partial<ServerOptions>
}

type DeclarationIn<App extends AnyAppBackend> = App extends AppBackend<infer D> ? D : never

/** An app that is served in this process. What it is asked itself comes from nobody. */
export interface TestApp<App extends AnyAppBackend = AnyAppBackend> extends TestClient, AsyncDisposable {
  /**
   * Somebody with an access token of the app.
   *
   * @example const ann = await app.asPrincipal({ role: 'owner' })
   */
  asPrincipal<Organization extends string | null = string>(
    options?: PrincipalOptions<DeclarationIn<App>, Organization>,
  ): Promise<TestPrincipal<Organization>>
  /** An access token of the app, for `authorization: Bearer …`. */
  token(subject?: Partial<TokenSubject<DeclarationIn<App>>>): Promise<string>
  /** What the app's routes and hooks are given: for its services and its seed, with no HTTP. */
  readonly deps: Dependencies<DeclarationIn<App>>
  /** Runs `fn` on a connection that may do everything, past the app, in the app's schema. */
  asAdmin<T>(fn: (sql: Sql) => Promise<T>): Promise<T>
  /** The time of the app's tokens, sessions and memory cache, and of what it does by `deps.now`. */
  readonly clock: TestClock
  readonly server: AppServer
  /** The admin's connection string of the app's database. */
  readonly databaseUrl: string
}

export const authKeys = { secrets: ['of the tests: 0123456789abcdefghij'] }
const databaseRoleSecret = 'a secret of the tests, the same for all'

/**
 * An app on a fresh, migrated database of its own, alone or in a host. Dispose of it with `await using`.
 *
 * @example await using app = await createTestApp(notes, { mode: 'multi' })
 */
export async function createTestApp<App extends AnyAppBackend>(
  app: App,
  options: TestAppOptions = {},
): Promise<TestApp<App>> {
  type D = DeclarationIn<App>
  const {
    mode = 'single',
    databaseUrl,
    clock = createTestClock(),
    server: serverOptions,
    ...overrides
  } = options
  await using made = new AsyncDisposableStack()
  const url = databaseUrl ?? made.use(await createTestDatabase()).url
  const server = createServer({
    mode,
    databaseUrl: url,
    databaseRoleSecret,
    authKeys,
    logger: createLogger({ level: 'silent' }),
    now: clock.now,
    ...serverOptions,
  })
  made.defer(() => server.shutdown())
  const { backend, deps } = withDeps<D>(app)
  await server.register(backend, { publicUrl: 'http://localhost', isProduction: false, ...overrides })

  const issuer = createIssuer<D>({
    ...appIssuer(app.slug, serverOptions?.authKeys ?? authKeys),
    now: clock.now,
  })
  const token = (subject: Partial<TokenSubject<D>> = {}) =>
    issuer.issueAccess({ id: crypto.randomUUID(), ...subject })
  const headers: Record<string, string> = mode === 'multi' ? { 'x-app-id': app.slug } : {}
  let database: Database | undefined
  made.defer(async () => database?.close())

  const open = made.move()
  return {
    ...createTestClient(server.fetch, headers),
    asPrincipal: (who = {}) => asPrincipal({ token, fetch: server.fetch, headers }, who),
    token,
    deps: deps(),
    asAdmin(fn) {
      database ??= createDatabase({ url, roleSecret: databaseRoleSecret })
      return database.admin('test', async (sql) => {
        await sql.unsafe(`SET search_path = "${schemaFromSlug(app.slug)}", extensions`)
        return fn(sql)
      })
    },
    clock,
    server,
    databaseUrl: url,
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}

/** The same app, of which it is known what it was given. */
function withDeps<D extends Declaration>(app: AppBackend<D>) {
  let given: Dependencies<D> | undefined
  const backend: AppBackend<D> = {
    ...app,
    routes(deps) {
      given = deps
      return app.routes(deps)
    },
  }
  return {
    backend,
    deps(): Dependencies<D> {
      if (!given) throw new Error('the app is not registered')
      return given
    },
  }
}
