import { afterAll, beforeAll, describe, expect } from 'bun:test'
import { createTestDatabase, type TestDatabase } from '@repo/devdb/testing'
import { createLogger, createServer, header, subdomain } from '@repo/multiapp'
import { testWith } from '@repo/multiapp/testing'
import { sharedBrowser } from '@repo/multiapp/testing/browser'
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
      await using context = await (await sharedBrowser(chromium)).newContext()
      const page = await context.newPage()
      await page.goto(`http://localhost:${port}/`)
      const links = await page.getByRole('link').evaluateAll((all) => all.map((link) => link.href))
      for (const { slug, name } of apps) {
        expect(await page.getByRole('rowheader', { name, exact: true }).count()).toBe(1)
        expect(links).toContain(`http://${slug}.localhost:${port}/openapi`)
        await page.goto(`http://${slug}.localhost:${port}/api/info`)
        expect(await page.locator('body').textContent()).toContain(`"slug":"${slug}"`)
        await page.goBack()
      }
    },
    timeoutMs,
  )

  testWith(
    'chromium',
    'draws the API page with nothing from elsewhere',
    async (chromium) => {
      await using context = await (await sharedBrowser(chromium)).newContext()
      const page = await context.newPage()
      const asked = new Set<string>()
      page.on('request', (request) => asked.add(new URL(request.url()).origin))
      for (const { slug } of apps.slice(0, 1)) {
        const origin = `http://${slug}.localhost:${port}`
        await page.goto(`${origin}/openapi`)
        await page.locator('.swagger-ui [data-path="/api/info"]').waitFor()
        expect([...asked]).toEqual([origin])
      }
    },
    timeoutMs,
  )
})
