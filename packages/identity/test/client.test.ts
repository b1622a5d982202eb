import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { createClient, type TokenPair, unwrap } from '@repo/multiapp/client'
import { createTestApp, type TestApp } from '@repo/multiapp/testing'
import { openBrowser } from './fixture/browser.ts'
import { clubApp } from './fixture/club-app.ts'

setDefaultTimeout(20_000)

type ClubApi = ReturnType<ReturnType<typeof clubApp>['backend']['routes']>

describe.each(['single', 'multi'] as const)('a typed client of an app with identity, in %s mode', (mode) => {
  let app: TestApp
  beforeAll(async () => {
    app = await createTestApp(clubApp().backend, { mode })
  })
  afterAll(() => app[Symbol.asyncDispose]())

  /** Somebody in a browser, and a client with that session's tokens, of which the access token has expired. */
  async function signUp(name: string) {
    const browser = openBrowser(app.request)
    const { id } = await browser.signUp(name)
    const stored: TokenPair[] = []
    const refreshes: string[] = []
    const client = createClient<ClubApi>('club', {
      baseUrl: 'http://localhost',
      token: {
        ...(await browser.tokens()),
        accessToken: 'expired',
        onRefresh: (pair) => void stored.push(pair),
      },
      async fetch(request) {
        if (request.url.endsWith('/auth/token/refresh')) refreshes.push(await request.clone().text())
        return app.server.fetch(request)
      },
    })
    return { id, browser, client, stored, refreshes }
  }

  test('renews the tokens of a session once for fifty requests in flight', async () => {
    const { id, client, stored, refreshes } = await signUp('fifty')
    const answers = await Promise.all(Array.from({ length: 50 }, () => client.api.me.get()))
    expect(answers.map(({ data }) => data?.id)).toEqual(new Array(50).fill(id))
    expect(stored).toHaveLength(1)
    expect(refreshes).toHaveLength(1)
    const later = createClient<ClubApi>('club', {
      baseUrl: 'http://localhost',
      token: stored[0]?.accessToken ?? '',
      fetch: app.server.fetch,
    })
    expect((await unwrap(later.api.me.get())).email).toBe('fifty@example.com')
  })

  test('gives the 401 that it had when the session has ended, and asks for no more tokens', async () => {
    const { browser, client, stored, refreshes } = await signUp('ended')
    expect((await client.api.me.get()).error).toBeNull()
    await browser.client.signOut()
    for (const _ of [1, 2]) {
      const { error } = await client.api.me.get()
      expect(error).toMatchObject({ code: 'NOT_AUTHENTICATED', status: 401 })
    }
    expect(stored).toHaveLength(1)
    expect(new Set(refreshes).size).toBe(2)
    expect(refreshes).toHaveLength(2)
  })
})
