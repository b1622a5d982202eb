import { afterAll, beforeAll, describe, expect } from 'bun:test'
import { createTestDatabase, type TestDatabase } from '@repo/devdb/testing'
import { createLogger, createServer, header, subdomain } from '@repo/multiapp'
import { testWith } from '@repo/multiapp/testing'
import { type Browser, openBrowser } from '../test/open-browser.ts'
import { apps } from './apps.ts'

const timeoutMs = 60_000

describe('a browser', () => {
  let database: TestDatabase
  let server: ReturnType<typeof createServer>
  let port: string
  let browser: Browser | undefined
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
    await browser?.[Symbol.asyncDispose]()
    await server.shutdown()
    await database.drop()
  })

  const visit = (chromium: string, url: string, awaited: string) => {
    browser ??= openBrowser(chromium)
    return browser.visit(url, awaited)
  }

  testWith(
    'chromium',
    'finds the apps at / and each of them by its subdomain',
    async (chromium) => {
      const page = await visit(chromium, `http://localhost:${port}/`, '</table>')
      for (const { slug, name } of apps) {
        expect(page).toContain(name)
        expect(page).toContain(`http://${slug}.localhost:${port}/openapi`)
        const info = `"slug":"${slug}"`
        expect(await visit(chromium, `http://${slug}.localhost:${port}/api/info`, info)).toContain(info)
      }
    },
    timeoutMs,
  )

  testWith(
    'chromium',
    'draws the API page with nothing from elsewhere',
    async (chromium) => {
      const drawn = 'data-path="/api/info"'
      for (const { slug } of apps.slice(0, 1)) {
        const page = await visit(chromium, `http://${slug}.localhost:${port}/openapi`, drawn)
        expect(page).toContain('class="swagger-ui"')
        expect(page).toContain(drawn)
      }
    },
    timeoutMs,
  )
})
