import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createTestServer } from '../../test/create-test-server.ts'
import { echoApp } from '../../test/echo-app.ts'
import { header, pathPrefix, query, subdomain } from './resolvers.ts'

describe('in multi mode', () => {
  let host: Awaited<ReturnType<typeof createTestServer>>
  beforeAll(async () => {
    host = await createTestServer({ routing: [header(), subdomain('localhost'), query(), pathPrefix()] })
    await host.server.register(echoApp('one'))
    await host.server.register(echoApp('two'), { features: { loud: true }, settings: { limit: 50 } })
  })
  afterAll(() => host[Symbol.asyncDispose]())

  const who = async (path: string, headers: Record<string, string> = {}) =>
    ((await (await host.get(path, headers)).json()) as { app?: string }).app

  test('the header, the subdomain, the query and the path each lead to the app', async () => {
    expect(await who('/who', { 'x-app-id': 'two' })).toBe('two')
    expect(await who('/who', { host: 'two.localhost:3000' })).toBe('two')
    expect(await who('/who?app=two')).toBe('two')
    expect(await who('/two/who')).toBe('two')
  })

  test('the first resolver that names an app decides, even if there is no such app', async () => {
    expect(await who('/who', { 'x-app-id': 'one', host: 'two.localhost' })).toBe('one')
    expect(await who('/who', { 'x-app-id': 'none', host: 'two.localhost' })).toBeUndefined()
  })

  test('two headers that name apps name none', async () => {
    const headers = new Headers([
      ['x-app-id', 'one'],
      ['x-app-id', 'two'],
    ])
    const response = await host.server.fetch(new Request('http://localhost/who', { headers }))
    expect(response.status).toBe(404)
  })

  test('a missing app, an unknown app and an unknown route have the same answer but for Date and request id', async () => {
    const requestId = 'the-same'
    const answers = await Promise.all([
      host.get('/nothing', { 'x-request-id': requestId }),
      host.get('/nothing', { 'x-request-id': requestId, 'x-app-id': 'unknown' }),
      host.get('/nothing', { 'x-request-id': requestId, 'x-app-id': 'one' }),
      host.get('/openapi/json', { 'x-request-id': requestId, 'x-app-id': 'one' }),
      host.get('/', { 'x-request-id': requestId }),
    ])
    const shapes = await Promise.all(
      answers.map(async (answer) => [answer.status, [...answer.headers], await answer.text()]),
    )
    expect(shapes[0]?.[0]).toBe(404)
    for (const shape of shapes) expect(shape).toEqual(shapes[0] as typeof shape)
  })

  test('each app has its own features, settings and context, inside the handler and outside it', async () => {
    const one = await (await host.get('/who', { 'x-app-id': 'one' })).json()
    const two = await (await host.get('/who', { 'x-app-id': 'two' })).json()
    expect(one).toMatchObject({ app: 'one', outside: 'one', same: true, loud: false, limit: 20 })
    expect(two).toMatchObject({ app: 'two', outside: 'two', same: true, loud: true, limit: 50 })
  })

  test('a thousand interleaved requests each see their own app and request id', async () => {
    const asked = Array.from({ length: 1000 }, (_, index) => ({
      app: index % 2 ? 'one' : 'two',
      id: `request-${index}`,
    }))
    const seen = await Promise.all(
      asked.map(async ({ app, id }) => {
        const response = await host.get('/who', { 'x-app-id': app, 'x-request-id': id })
        const { outside, requestId } = (await response.json()) as { outside: string; requestId: string }
        return { app: outside, id: requestId }
      }),
    )
    expect(seen).toEqual(asked)
  })

  test('a host name of one letter leads to the app like any other', async () => {
    const response = await host.server.fetch(new Request('http://x/who', { headers: { 'x-app-id': 'one' } }))
    expect(response.status).toBe(200)
  })

  test('a redirect below a path prefix stays below it', async () => {
    expect((await host.get('/two/away')).headers.get('location')).toBe('/two/who')
    expect((await host.get('/away', { 'x-app-id': 'two' })).headers.get('location')).toBe('/who')
  })

  test('a sane request id is kept, another one is replaced', async () => {
    const idFor = async (given: string) =>
      (await host.get('/who', { 'x-app-id': 'one', 'x-request-id': given })).headers.get('x-request-id')
    expect(await idFor('trace-1.2_3')).toBe('trace-1.2_3')
    expect(await idFor('with space')).toMatch(/^[0-9a-f-]{36}$/)
    expect(await idFor('x'.repeat(129))).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('every request writes one line with app, id, method, path without its query, status and duration', async () => {
    await host.get('/who?token=secret', {
      'x-app-id': 'one',
      'x-request-id': 'logged-once',
      authorization: 'Bearer secret',
    })
    const lines = host.lines.filter(({ requestId }) => requestId === 'logged-once')
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatchObject({
      app: 'one',
      method: 'GET',
      path: '/who',
      status: 200,
      durationMs: expect.any(Number),
    })
    expect(JSON.stringify(lines)).not.toContain('secret')
  })
})

describe('in single mode', () => {
  let host: Awaited<ReturnType<typeof createTestServer>>
  beforeAll(async () => {
    host = await createTestServer({ mode: 'single' })
    await host.server.register(echoApp('one'))
  })
  afterAll(() => host[Symbol.asyncDispose]())

  test('no header is needed, the app’s own is taken, and one that names another app is 404', async () => {
    expect((await host.get('/who')).status).toBe(200)
    expect((await host.get('/who', { 'x-app-id': 'one' })).status).toBe(200)
    expect((await host.get('/who', { 'x-app-id': 'two' })).status).toBe(404)
  })

  test('a second app is refused', async () => {
    expect(host.server.register(echoApp('two'))).rejects.toMatchObject({ code: 'APP_ALREADY_REGISTERED' })
  })
})

describe('development’s page', () => {
  test('lists the apps at / where it is on, and only there', async () => {
    await using host = await createTestServer({ homePage: true })
    await host.server.register(echoApp('one'))
    const page = await host.get('/')
    expect(page.headers.get('content-type')).toStartWith('text/html')
    expect(await page.text()).toContain('http://one.localhost/who')
    expect((await host.get('/other')).status).toBe(404)
    expect((await host.get('/', { 'x-app-id': 'unknown' })).status).toBe(404)
  })
})

test('a cache in front is told that answers differ by app, where the header names it', async () => {
  await using multi = await createTestServer()
  await multi.server.register(echoApp('one'))
  await using single = await createTestServer({ mode: 'single' })
  await single.server.register(echoApp('one'))
  expect((await multi.get('/who', { 'x-app-id': 'one' })).headers.get('vary')).toBe('x-app-id')
  expect((await single.get('/who')).headers.get('vary')).toBeNull()
})

test('a server that was shut down takes no more apps and does not listen again', async () => {
  const host = await createTestServer()
  await host[Symbol.asyncDispose]()
  expect(host.server.register(echoApp('late'))).rejects.toMatchObject({ code: 'APP_UNAVAILABLE' })
  expect(host.server.run()).rejects.toMatchObject({ code: 'APP_UNAVAILABLE' })
})
