import { expect } from 'bun:test'
import { sharedBrowser } from './browser.ts'
import { testWith } from './test-with.ts'

testWith(
  'chromium',
  'the browser of the tests finds no host but this machine',
  async (chromium) => {
    await using server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response('here') })
    await using context = await (await sharedBrowser(chromium)).newContext()
    const page = await context.newPage()
    await page.goto(`http://any.localhost:${server.port}/`)
    expect(await page.locator('body').textContent()).toBe('here')
    const failure = await page.goto('http://example.com/').catch((error) => error)
    expect(String(failure)).toContain('ERR_NAME_NOT_RESOLVED')
  },
  30_000,
)
