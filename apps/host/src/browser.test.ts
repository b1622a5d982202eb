import { afterAll, beforeAll, describe, expect } from 'bun:test'
import { createTestHost, type TestHost, testWith } from '@repo/multiapp/testing'
import { sharedBrowser } from '@repo/multiapp/testing/browser'
import { apps } from './apps.ts'

const timeoutMs = 60_000

describe('a browser', () => {
  let host: TestHost
  beforeAll(async () => {
    host = await createTestHost(apps, { listen: true, server: { homePage: true, openapi: true } })
  })
  afterAll(() => host[Symbol.asyncDispose]())

  testWith(
    'chromium',
    'finds the apps at / and each of them by its subdomain',
    async (chromium) => {
      await using context = await (await sharedBrowser(chromium)).newContext()
      const page = await context.newPage()
      await page.goto(host.origin)
      const links = await page.getByRole('link').evaluateAll((all) => all.map((link) => link.href))
      for (const app of apps) {
        const { slug, name } = app
        const { origin } = host.app(app)
        expect(await page.getByRole('rowheader', { name, exact: true }).count()).toBe(1)
        expect(links).toContain(`${origin}/openapi`)
        await page.goto(`${origin}/api/info`)
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
      for (const app of apps.slice(0, 1)) {
        const { origin } = host.app(app)
        await page.goto(`${origin}/openapi`)
        await page.locator('.swagger-ui [data-path="/api/info"]').waitFor()
        expect([...asked]).toEqual([origin])
      }
    },
    timeoutMs,
  )
})
