import { afterAll, beforeAll, describe, expect } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTestDatabase, type TestDatabase } from '@repo/devdb/testing'
import { createLogger, createServer, header, subdomain } from '@repo/multiapp'
import { testWith } from '@repo/multiapp/testing'
import { apps } from './apps.ts'

const timeoutMs = 60_000

describe('a browser', () => {
  let database: TestDatabase
  let server: ReturnType<typeof createServer>
  let port: string
  beforeAll(async () => {
    database = await createTestDatabase()
    server = createServer({
      mode: 'multi',
      databaseUrl: database.url,
      databaseRoleSecret: 'a secret of the tests, the same for all',
      logger: createLogger({ level: 'silent' }),
      routing: [header(), subdomain('localhost')],
      homePage: true,
      openapi: true,
      hostname: '127.0.0.1',
      port: 0,
    })
    for (const app of apps) await server.register(app)
    port = (await server.run()).url.port
  })
  afterAll(async () => {
    await server.shutdown()
    await database.drop()
  })

  testWith(
    'chromium',
    'finds the apps at / and each of them by its subdomain',
    async (chromium) => {
      const page = await visit(chromium, `http://localhost:${port}/`)
      for (const { slug, name } of apps) {
        expect(page).toContain(name)
        expect(page).toContain(`http://${slug}.localhost:${port}/openapi`)
        expect(await visit(chromium, `http://${slug}.localhost:${port}/api/info`)).toContain(
          `"slug":"${slug}"`,
        )
      }
    },
    timeoutMs,
  )

  testWith(
    'chromium',
    'draws the API page with nothing from elsewhere',
    async (chromium) => {
      for (const { slug } of apps.slice(0, 1)) {
        const page = await visit(chromium, `http://${slug}.localhost:${port}/openapi`)
        expect(page).toContain('class="swagger-ui"')
        expect(page).toContain('/api/info')
      }
    },
    timeoutMs,
  )
})

/** The page as the browser holds it once its scripts have run. No host but this machine's can be resolved. */
async function visit(chromium: string, url: string): Promise<string> {
  const profile = mkdtempSync(join(tmpdir(), 'browser-test-'))
  const child = Bun.spawn(
    [
      chromium,
      ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
      ...[
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--disable-dev-shm-usage',
      ],
      ...['--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost, EXCLUDE *.localhost'],
      ...[`--user-data-dir=${profile}`, '--virtual-time-budget=10000', '--dump-dom', url],
    ],
    { stdout: 'pipe', stderr: 'ignore' },
  )
  const page = await new Response(child.stdout).text()
  await child.exited
  rmSync(profile, { recursive: true, force: true })
  return page
}
