import { expect } from 'bun:test'
import { createTestServer } from '../../test/create-test-server.ts'
import { type JournalApi, journal } from '../../test/journal-app.ts'
import { sharedBrowser } from '../testing/browser.ts'
import { testWith } from '../testing/test-with.ts'
import type * as client from './index.ts'

async function servePage() {
  const build = await Bun.build({
    entrypoints: [new URL('index.ts', import.meta.url).pathname],
    target: 'browser',
    minify: true,
  })
  const script = await build.outputs[0]?.text()
  const headers = { 'content-type': 'text/javascript' }
  return Bun.serve({
    port: 0,
    hostname: 'localhost',
    fetch: ({ url }) =>
      new URL(url).pathname === '/client.js'
        ? new Response(script, { headers })
        : new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } }),
  })
}

testWith(
  'chromium',
  "a page asks an app of another origin by the app's name, with or without its cookies",
  async (chromium) => {
    await using site = await servePage()
    const origin = site.url.origin
    await using host = await createTestServer({ hostname: 'localhost' })
    await host.server.register({ ...journal, cors: { origins: [origin], credentials: true } })
    const api = (await host.server.run()).url.origin
    await using context = await (await sharedBrowser(chromium)).newContext()
    await context.addCookies([{ name: 'seen', value: 'yes', url: api }])
    const page = await context.newPage()
    await page.goto(origin)

    const seen = await page.evaluate(async (baseUrl) => {
      const script = '/client.js'
      const { createClient, readEvents }: typeof client = await import(script)
      const plain = createClient<JournalApi>('journal', { baseUrl }).api
      const withCookies = createClient<JournalApi>('journal', { baseUrl, credentials: 'include' }).api
      const { response } = await plain.events.get()
      const events = []
      if (response) for await (const { data } of readEvents(response)) if (events.push(data) === 2) break
      const file = new File(['content'], 'notes.txt')
      return {
        without: (await plain.echo({ id: 'a/b' }).get({ query: { q: 'ä' } })).data,
        with: (await withCookies.echo({ id: '1' }).get()).data,
        file: (await plain.files.post({ file, note: 'n' })).data,
        problem: (await plain.entries.get()).error?.code,
        stranger: (await createClient<JournalApi>('stranger', { baseUrl }).api.info.get()).error?.code,
        events,
      }
    }, api)
    expect(seen).toEqual({
      without: { id: 'a/b', query: { q: 'ä' }, sent: null, cookie: null },
      with: { id: '1', query: {}, sent: null, cookie: 'seen=yes' },
      file: { name: 'notes.txt', text: 'content', note: 'n' },
      problem: 'NOT_AUTHENTICATED',
      // Its 404 grants no origin, like every other 404: the browser keeps it from the page.
      stranger: 'NO_ANSWER',
      events: ['{"title":"one"}', 'two'],
    })
  },
  30_000,
)
