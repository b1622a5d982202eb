import { join } from 'node:path'
import { createTestDatabase } from '@repo/devdb/testing'
import { appIssuer, createDatabase, createIssuer, createLogger, createServer } from '@repo/multiapp'
import { links } from '../src/index.ts'

const roleSecret = 'a secret of the tests, the same for all'
const authSecret = 'a-secret-of-the-tests-the-same-for-all'
const issuer = createIssuer(appIssuer('links', { secrets: [authSecret] }))
const token = await issuer.issueAccess({ id: crypto.randomUUID(), role: 'owner' })

export interface HostOptions {
  redisUrl?: string
  flushSeconds?: number
}

/** A database, and hosts of the app on it: in this process, or as processes of their own. */
export async function createHosts() {
  const database = await createTestDatabase()
  const owner = createDatabase({ url: database.url, roleSecret })
  const open: AsyncDisposable[] = []

  return {
    /** The database, past the app. */
    owner,
    /** What is written: clicks by code. */
    async written(): Promise<Record<string, number>> {
      const rows = await owner.admin(
        'count',
        (sql) => sql<{ code: string; clicks: number }[]>`
          SELECT code, sum(clicks)::int AS clicks FROM app_links.clicks GROUP BY code`,
      )
      return Object.fromEntries(rows.map(({ code, clicks }) => [code, clicks]))
    },
    /** Ends every connection of the app's. */
    killConnections: () =>
      owner.admin(
        'kill',
        (sql) => sql`
          SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE usename = 'app_links' AND datname = current_database()`,
      ),
    async start({ redisUrl, flushSeconds = 60 }: HostOptions = {}) {
      const server = createServer({
        mode: 'single',
        databaseUrl: database.url,
        databaseRoleSecret: roleSecret,
        authKeys: { secrets: [authSecret] },
        logger: createLogger({ level: 'silent' }),
        ...(redisUrl && { redisUrl }),
      })
      open.push({ [Symbol.asyncDispose]: () => server.shutdown() })
      await server.register(links, { settings: { flushSeconds } })
      return {
        request: (path: string) => server.fetch(new Request(`http://localhost${path}`)),
        create: (code: string) =>
          server.fetch(
            new Request('http://localhost/api/links', {
              method: 'POST',
              body: JSON.stringify({ url: `https://example.com/${code}`, code }),
              headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
            }),
          ),
        shutdown: () => server.shutdown(),
      }
    },
    async spawn({ flushSeconds = 60 }: HostOptions = {}) {
      const child = Bun.spawn([process.execPath, join(import.meta.dir, '../src/main.ts')], {
        env: {
          PATH: process.env.PATH ?? '',
          NODE_ENV: 'production',
          HOST: '127.0.0.1',
          PORT: '0',
          MIGRATE_ON_START: 'on',
          DATABASE_URL: database.url,
          DATABASE_ROLE_SECRET: roleSecret,
          AUTH_SECRET: authSecret,
          SETTINGS_LINKS: JSON.stringify({ flushSeconds }),
        },
        stderr: 'inherit',
      })
      open.push({
        async [Symbol.asyncDispose]() {
          child.kill('SIGKILL')
          await child.exited
        },
      })
      return { child, url: await addressIn(child.stdout) }
    },
    async [Symbol.asyncDispose]() {
      for (const host of open) await host[Symbol.asyncDispose]()
      await owner.close()
      await database.drop()
    },
  }
}

// The rest of the log is read and dropped: a full pipe would hold the process up.
async function addressIn(log: ReadableStream<Uint8Array>): Promise<string> {
  const found = Promise.withResolvers<string>()
  const read = async () => {
    let text = ''
    let url: string | undefined
    for await (const chunk of log) {
      if (url) continue
      text += new TextDecoder().decode(chunk)
      url = /"url":"([^"]+)\/"/.exec(text)?.[1]
      if (url) found.resolve(url)
    }
    found.reject(new Error(`it ended before it listened: ${text}`))
  }
  void read()
  return found.promise
}
