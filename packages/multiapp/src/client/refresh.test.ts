import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type JournalApi, journal } from '../../test/journal-app.ts'
import { AppError } from '../errors/app-error.ts'
import { problemResponse } from '../http/problem.ts'
import { createTestApp, type TestApp } from '../testing/create-test-app.ts'
import { type ClientOptions, createClient, type TokenPair, unwrap } from './index.ts'

const baseUrl = 'http://localhost'

describe.each(['single', 'multi'] as const)('a pair of tokens in %s mode', (mode) => {
  let app: TestApp
  beforeAll(async () => {
    app = await createTestApp(journal, { mode })
  })
  afterAll(() => app[Symbol.asyncDispose]())

  const signIn = (ttlSeconds: number) =>
    unwrap(
      createClient<JournalApi>('journal', { baseUrl, fetch: app.server.fetch })['sign-in'].post({
        ttlSeconds,
      }),
    )

  /** A client with a pair whose access token is refused, unless another one is given. It counts what it asks. */
  async function client({ pair, fetch = app.server.fetch, ...options }: Options = {}) {
    const { accessToken, refreshToken } = pair ?? (await signIn(900))
    const stored: TokenPair[] = []
    const asked = { refreshes: 0, entries: 0, tokens: new Set<string | null>() }
    const api = createClient<JournalApi>('journal', {
      baseUrl,
      token: {
        accessToken: pair ? accessToken : 'expired',
        refreshToken,
        onRefresh: (next) => void stored.push(next),
      },
      fetch(request) {
        const isRefresh = request.url.endsWith('/auth/token/refresh')
        if (isRefresh) asked.refreshes++
        else asked.entries++
        if (isRefresh) asked.tokens.add(request.headers.get('authorization'))
        return fetch(request)
      },
      ...options,
    })
    return { api: api.api, stored, asked, refreshToken }
  }

  test('is renewed once for fifty requests in flight, and each of them is answered', async () => {
    const { api, stored, asked, refreshToken } = await client()
    const title = (index: number) => `of ${mode} ${index}`
    const calls = Array.from({ length: 50 }, (_, index) =>
      api.entries.post({ title: title(index), mood: 'good' }),
    )
    const answers = await Promise.all(calls)
    expect(answers.map(({ data }) => data?.title)).toEqual(answers.map((_, index) => title(index)))
    expect(asked).toMatchObject({ refreshes: 1, entries: 100, tokens: new Set([null]) })
    expect(stored).toEqual([{ accessToken: expect.any(String), refreshToken: expect.any(String) }])
    expect(stored[0]?.refreshToken).not.toBe(refreshToken)
    expect((await api.entries.get()).error).toBeNull()
    expect(asked.entries).toBe(101)
  })

  test('is renewed again with the refresh token that came last, and no other', async () => {
    const revoked = new Set<string>()
    const { api, stored, asked } = await client({
      fetch(request) {
        const isRevoked = revoked.has(request.headers.get('authorization') ?? '')
        return isRevoked ? refusal(401) : app.server.fetch(request)
      },
    })
    for (const _ of [1, 2]) {
      expect((await api.entries.get()).error).toBeNull()
      revoked.add(`Bearer ${stored.at(-1)?.accessToken}`)
    }
    expect(asked.refreshes).toBe(2)
    expect(new Set(stored.map(({ refreshToken }) => refreshToken)).size).toBe(2)
  })

  test('is not renewed for a request that comes late with the token before', async () => {
    const late = Promise.withResolvers<void>()
    const { api, asked } = await client({
      async fetch(request) {
        const response = await app.server.fetch(request)
        if (request.url.endsWith('late')) await late.promise
        return response
      },
    })
    const call = api.entries({ id: 'late' }).delete()
    expect((await api.entries.get()).error).toBeNull()
    late.resolve()
    expect((await call).error?.code).toBe('NOT_FOUND')
    expect(asked.refreshes).toBe(1)
  })

  test('that is refused is not tried again: all get the 401 that they had', async () => {
    const { api, stored, asked, refreshToken } = await client()
    await app.send('POST', '/auth/token/refresh', { refreshToken })
    const answers = await Promise.all(Array.from({ length: 50 }, () => api.entries.get()))
    expect(new Set(answers.map(({ error }) => error?.code))).toEqual(new Set(['NOT_AUTHENTICATED']))
    expect((await api.entries.get()).status).toBe(401)
    expect({ ...asked, stored }).toMatchObject({ refreshes: 1, entries: 51, stored: [] })
  })

  test('that gets no answer is tried again by the next request', async () => {
    let left = 3
    const { api, asked } = await client({
      fetch(request) {
        if (!request.url.endsWith('/refresh') || left-- === 0) return app.server.fetch(request)
        if (left === 2) throw new TypeError('no network')
        return left === 1 ? refusal(503) : new Response('<p>sign in to this wifi</p>')
      },
    })
    const codes = []
    for (const _ of [1, 2, 3, 4]) codes.push((await api.entries.get()).error?.code)
    expect(codes).toEqual(['NOT_AUTHENTICATED', 'NOT_AUTHENTICATED', 'NOT_AUTHENTICATED', undefined])
    expect(asked.refreshes).toBe(4)
  })

  test('is renewed shortly before it expires, by the clock of this side', async () => {
    let clock = Date.now()
    const { api, asked } = await client({ pair: await signIn(900), now: () => clock })
    const askAfter = async (seconds: number) => {
      clock += seconds * 1000
      expect((await api.entries.get()).error).toBeNull()
      return asked
    }
    expect(await askAfter(800)).toMatchObject({ refreshes: 0, entries: 1 })
    expect(await askAfter(80)).toMatchObject({ refreshes: 1, entries: 2 })
    expect(await askAfter(860)).toMatchObject({ refreshes: 1, entries: 3 })
    expect(await askAfter(20)).toMatchObject({ refreshes: 2, entries: 4 })
  })

  test('that lives for seconds is not renewed at each request', async () => {
    const { api, asked } = await client({ pair: await signIn(8) })
    for (const _ of [1, 2, 3]) expect((await api.entries.get()).error).toBeNull()
    expect(asked).toMatchObject({ refreshes: 0, entries: 3 })
  })

  test('that is to be renewed early, and cannot, is used for as long as it is good', async () => {
    const inLastSeconds = Date.now() + 880_000
    const { api, asked } = await client({
      pair: await signIn(900),
      now: () => inLastSeconds,
      fetch: (request) => (request.url.endsWith('/refresh') ? refusal(503) : app.server.fetch(request)),
    })
    for (const _ of [1, 2]) expect((await api.entries.get()).error).toBeNull()
    expect(asked).toMatchObject({ refreshes: 1, entries: 2 })
  })

  test('is renewed for the others when one who waits for it gives up', async () => {
    const held = Promise.withResolvers<void>()
    const { api, asked } = await client({
      async fetch(request) {
        if (request.url.endsWith('/refresh')) await held.promise
        return app.server.fetch(request)
      },
    })
    const impatient = await api.entries.get({ fetch: { signal: AbortSignal.timeout(30) } })
    expect(impatient.error?.code).toBe('TIMED_OUT')
    const other = api.entries.get()
    held.resolve()
    expect((await other).error).toBeNull()
    expect(asked.refreshes).toBe(1)
  })

  test('is not used by anybody before it is kept', async () => {
    const [renewed, kept] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const order: string[] = []
    const { refreshToken } = await signIn(900)
    const api = createClient<JournalApi>('journal', {
      baseUrl,
      token: {
        accessToken: 'expired',
        refreshToken,
        async onRefresh() {
          renewed.resolve()
          await kept.promise
          order.push('kept')
        },
      },
      async fetch(request) {
        const response = await app.server.fetch(request)
        if (response.status === 401 && request.url.endsWith('late')) await renewed.promise
        if (response.status !== 401 && !request.url.endsWith('/refresh')) order.push('used')
        return response
      },
    }).api
    const calls = [api.entries.get(), api.entries({ id: 'late' }).delete()]
    await renewed.promise
    calls.push(api.entries.get())
    await Bun.sleep(10)
    expect(order).toEqual([])
    kept.resolve()
    expect((await Promise.all(calls)).map(({ status }) => status)).toEqual([200, 404, 200])
    expect(order).toEqual(['kept', 'used', 'used', 'used'])
  })

  test('is good also if keeping it fails, which those who wait for it are told', async () => {
    const { refreshToken } = await signIn(900)
    const api = createClient<JournalApi>('journal', {
      baseUrl,
      token: {
        accessToken: 'expired',
        refreshToken,
        onRefresh: () => Promise.reject(new Error('the disk is full')),
      },
      fetch: app.server.fetch,
    }).api
    expect(await api.entries.get().catch(String)).toBe('Error: the disk is full')
    expect((await api.entries.get()).error).toBeNull()
  })

  test('leaves alone what is no problem document, and a header of the call itself', async () => {
    const { api, asked } = await client({ fetch: () => Response.json({ code: 'WRONG' }, { status: 401 }) })
    expect((await api.entries.get()).error).toMatchObject({ code: 'UNEXPECTED_ANSWER', status: 401 })
    const own = await client()
    const headers = { authorization: 'Bearer of my own' }
    expect((await own.api.entries.get({ headers })).status).toBe(401)
    expect([asked.refreshes, own.asked.refreshes]).toEqual([0, 0])
  })
})

interface Options extends Partial<ClientOptions> {
  pair?: TokenPair
}

function refusal(status: 401 | 503): Response {
  return problemResponse(new AppError(status === 401 ? 'NOT_AUTHENTICATED' : 'APP_UNAVAILABLE'), 'test')
}
