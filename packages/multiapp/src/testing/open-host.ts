import { createTestDatabase, startTestServer } from '@repo/devdb/testing'
import type { Sql } from 'postgres'
import type { KeySource } from '../auth/keys.ts'
import { createDatabase, type Database } from '../database/database.ts'
import { createLogger } from '../log/logger.ts'
import type { ServerOptions } from '../server/options.ts'
import { header, subdomain } from '../server/resolvers.ts'
import { type AppServer, createServer } from '../server/server.ts'
import { freePort } from './free-port.ts'
import { createTestClock, type TestClock } from './test-clock.ts'

export interface TestHostOptions {
  /** Another test app's, which drops it: this is a second host beside it. Default: a fresh database. */
  databaseUrl?: string
  /** Another test app's, to go by the same time. Default: one of its own. */
  clock?: TestClock
  /** Whether it listens too, on a free port: `app.origin` is then where a browser finds the app. Default: false. */
  listen?: boolean
  /** Of `createServer`, but for what the test kit gives it. */
  server?: Partial<Omit<ServerOptions, 'mode' | 'databaseUrl' | 'databaseRoleSecret' | 'now'>>
}

/** A server in this process, as tests have it, with no app yet. */
export interface OpenHost extends AsyncDisposable {
  readonly mode: 'single' | 'multi'
  readonly server: AppServer
  /** The admin's connection string of its database. */
  readonly databaseUrl: string
  readonly clock: TestClock
  readonly authKeys: KeySource
  /** Where it is found by a browser. */
  readonly origin: string
  /** Where one of its apps is, if nothing else is said of that. */
  originOf(slug: string): string
  /** Listens, if it is to. */
  start(): Promise<void>
  asAdmin<T>(fn: (sql: Sql) => Promise<T>): Promise<T>
}

const databaseRoleSecret = 'a secret of the tests, the same for all'

export const defaultAuthKeys: KeySource = { secrets: ['a-secret-of-the-tests-the-same-for-all'] }

// When a file of tests is read: a first test has Bun's 5 s for what it tests.
startTestServer()

export async function openHost(
  mode: 'single' | 'multi',
  { databaseUrl, clock = createTestClock(), listen = false, server: own = {} }: TestHostOptions,
): Promise<OpenHost> {
  await using made = new AsyncDisposableStack()
  const url = databaseUrl ?? made.use(await createTestDatabase()).url
  const authKeys = own.authKeys ?? defaultAuthKeys
  const port = listen ? freePort() : 0
  const origin = listen ? `http://localhost:${port}` : 'http://localhost'
  const server = createServer({
    mode,
    databaseUrl: url,
    databaseRoleSecret,
    logger: createLogger({ level: 'silent' }),
    now: clock.now,
    hostname: '127.0.0.1',
    port,
    // Whoever comes over HTTP gets cookies that are good for that.
    secureCookies: !listen,
    // As in development, so that a browser finds the apps of a host.
    routing: [header(), subdomain('localhost')],
    ...own,
    authKeys,
  })
  made.defer(() => server.shutdown())
  let database: Database | undefined
  made.defer(async () => database?.close())

  const open = made.move()
  return {
    mode,
    server,
    databaseUrl: url,
    clock,
    authKeys,
    origin,
    originOf: (slug) => (listen && mode === 'multi' ? `http://${slug}.localhost:${port}` : origin),
    async start() {
      if (listen) await server.run()
    },
    asAdmin(fn) {
      database ??= createDatabase({ url, roleSecret: databaseRoleSecret })
      return database.admin('test', async (sql) => {
        const result = await fn(sql)
        // Its locks end with it.
        await sql`ROLLBACK`
        return result
      })
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}

/** What a process needs to be another host on a test's database, with the same tokens. */
export function environmentOf({ databaseUrl, authKeys }: OpenHost): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    DATABASE_ROLE_SECRET: databaseRoleSecret,
    ...(authKeys.algorithm && { AUTH_ALGORITHM: authKeys.algorithm }),
    ...('secrets' in authKeys
      ? { AUTH_SECRET: authKeys.secrets.join(',') }
      : { AUTH_PRIVATE_KEY: authKeys.keys.join('\n') }),
  }
}
