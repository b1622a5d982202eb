import { createTestDatabase } from '@repo/devdb/testing'
import type { AnyAppBackend } from '../app/define-app.ts'
import { appIssuer } from '../auth/app-issuer.ts'
import { createIssuer, type TokenSubject } from '../auth/issuer.ts'
import { createLogger } from '../log/logger.ts'
import type { ServerOptions } from '../server/options.ts'
import type { RegisterOverrides } from '../server/register.ts'
import { type AppServer, createServer } from '../server/server.ts'

export interface TestAppOptions extends RegisterOverrides {
  /** `multi` puts the app into a host, and `request` names it by the header. Default: single. */
  mode?: 'multi' | 'single'
  server?: Partial<ServerOptions>
}

export interface TestApp extends AsyncDisposable {
  /** Asks the app in this process: no port is opened. `path` starts with `/`. */
  request(path: string, init?: RequestInit): Promise<Response>
  /** As `request`, with a JSON body. */
  send(method: string, path: string, body: unknown, headers?: Record<string, string>): Promise<Response>
  /** An access token of the app, for `authorization: Bearer …`. */
  token(subject?: Partial<TokenSubject>): Promise<string>
  server: AppServer
  /** The admin's connection string of the app's fresh database. */
  databaseUrl: string
}

const authKeys = { secrets: ['of the tests: 0123456789abcdefghij'] }

/** An app on a fresh, migrated database of its own, alone or in a host. Dispose of it with `await using`. */
export async function createTestApp(app: AnyAppBackend, options: TestAppOptions = {}): Promise<TestApp> {
  const { mode = 'single', server: serverOptions, ...overrides } = options
  const database = await createTestDatabase()
  const server = createServer({
    mode,
    databaseUrl: database.url,
    databaseRoleSecret: 'a secret of the tests, the same for all',
    authKeys,
    logger: createLogger({ level: 'silent' }),
    ...serverOptions,
  })
  await server.register(app, { publicUrl: 'http://localhost', isProduction: false, ...overrides })
  const issuer = createIssuer(appIssuer(app.slug, serverOptions?.authKeys ?? authKeys))

  const request: TestApp['request'] = async (path, init = {}) => {
    const headers = new Headers(init.headers)
    if (mode === 'multi') headers.set('x-app-id', app.slug)
    return server.fetch(new Request(`http://localhost${path}`, { ...init, headers }))
  }
  return {
    request,
    send: (method, path, body, headers) =>
      request(path, {
        method,
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', ...headers },
      }),
    token: (subject) => issuer.issueAccess({ id: crypto.randomUUID(), ...subject }),
    server,
    databaseUrl: database.url,
    async [Symbol.asyncDispose]() {
      await server.shutdown()
      await database.drop()
    },
  }
}
