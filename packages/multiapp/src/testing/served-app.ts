import type { Sql } from 'postgres'
import type { Declaration } from '../app/declaration.ts'
import type { AnyAppBackend, AppBackend } from '../app/define-app.ts'
import type { Dependencies } from '../app/dependencies.ts'
import { schemaFromSlug } from '../app/slug.ts'
import { appIssuer } from '../auth/app-issuer.ts'
import { createIssuer, type TokenSubject } from '../auth/issuer.ts'
import type { RegisterOverrides } from '../server/register.ts'
import type { AppServer } from '../server/server.ts'
import { asPrincipal, type PrincipalOptions, type TestPrincipal } from './as-principal.ts'
import { type CookieClient, createCookieClient } from './cookie-client.ts'
import { createMailbox, type Mailbox } from './mailbox.ts'
import { environmentOf, type OpenHost } from './open-host.ts'
import { createTestClient, type TestClient } from './test-client.ts'
import type { TestClock } from './test-clock.ts'

export type DeclarationIn<App extends AnyAppBackend> = App extends AppBackend<infer D> ? D : never

/** An app that is served in this process. What it is asked itself comes from nobody. */
export type ServedApp<App extends AnyAppBackend = AnyAppBackend> = ServedAppOf<DeclarationIn<App>>

/** The same, for who knows the declaration and not the backend. */
export interface ServedAppOf<D extends Declaration> extends TestClient, Pick<Mailbox, 'mails' | 'mailTo'> {
  /**
   * Somebody with an access token of the app.
   *
   * @example const ann = await app.asPrincipal({ role: 'owner' })
   */
  asPrincipal<Organization extends string | null = string>(
    options?: PrincipalOptions<D, Organization>,
  ): Promise<TestPrincipal<Organization>>
  /** Somebody who comes with a browser: it keeps the cookies that it is given. */
  withCookies(): CookieClient
  /** An access token of the app, for `authorization: Bearer …`. */
  token(subject?: Partial<TokenSubject<D>>): Promise<string>
  /** What the app's routes and hooks are given: for its services and its seed, with no HTTP. */
  readonly deps: Dependencies<D>
  /**
   * Runs `fn` on one connection that may do everything, past the app, in the app's schema. A transaction that it has begun
   * and not ended is rolled back.
   */
  asAdmin<T>(fn: (sql: Sql) => Promise<T>): Promise<T>
  /** The time of the app's tokens, sessions and memory cache, and of what it does by `deps.now`. */
  readonly clock: TestClock
  readonly server: AppServer
  /** Where the app is for a browser: what its public URL says. */
  readonly origin: string
  /** The admin's connection string of the app's database. */
  readonly databaseUrl: string
  /** The environment of a process that is another host on this database, with the same tokens. */
  readonly env: Readonly<Record<string, string>>
}

/** Registers an app with the host, as tests have it. */
export async function serveApp<App extends AnyAppBackend>(
  host: OpenHost,
  app: App,
  overrides: RegisterOverrides,
): Promise<ServedApp<App>> {
  type D = DeclarationIn<App>
  const { mode, server, clock, databaseUrl } = host
  const { send, ...mailbox } = createMailbox()
  const { backend, deps } = withDeps<D>(app)
  const given = { isProduction: false, publicUrl: host.originOf(app.slug), mail: { send }, ...overrides }
  await server.register(backend, given)

  const issuer = createIssuer<D>({ ...appIssuer(app.slug, host.authKeys), now: clock.now })
  const token = (subject: Partial<TokenSubject<D>> = {}) =>
    issuer.issueAccess({ id: crypto.randomUUID(), ...subject })
  const { origin } = new URL(given.publicUrl ?? host.originOf(app.slug))
  const headers: Record<string, string> = mode === 'multi' ? { 'x-app-id': app.slug } : {}
  const { fetch } = server

  return {
    ...createTestClient(fetch, headers),
    ...mailbox,
    asPrincipal: (who = {}) => asPrincipal({ token, fetch, headers }, who),
    withCookies: () => createCookieClient({ fetch, headers, origin }),
    token,
    deps: deps(),
    asAdmin: (fn) =>
      host.asAdmin(async (sql) => {
        await sql.unsafe(`SET search_path = "${schemaFromSlug(app.slug)}", extensions`)
        return fn(sql)
      }),
    clock,
    server,
    origin,
    databaseUrl,
    env: environmentOf(host),
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
