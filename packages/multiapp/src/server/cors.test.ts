import { afterAll, beforeAll, expect, test } from 'bun:test'
import { createTestServer } from '../../test/create-test-server.ts'
import { echoApp } from '../../test/echo-app.ts'

const one = 'https://one.example'
const two = 'https://two.example'
let host: Awaited<ReturnType<typeof createTestServer>>
beforeAll(async () => {
  host = await createTestServer()
  await host.server.register(echoApp('one'), { cors: { origins: [one], credentials: true } })
  await host.server.register(echoApp('two'), {
    cors: { origins: [two], headers: ['x-two'], maxAgeSeconds: 60 },
  })
  await host.server.register(echoApp('closed'))
})
afterAll(() => host[Symbol.asyncDispose]())

const preflight = (origin: string, headers: Record<string, string> = {}) =>
  host.get('/who', { origin, 'access-control-request-method': 'GET', ...headers }, { method: 'OPTIONS' })
const allowed = (response: Response) => response.headers.get('access-control-allow-origin')

test('a preflight, which names no app, is answered for all apps that let the origin in', async () => {
  const forOne = await preflight(one)
  expect(forOne.status).toBe(204)
  expect(allowed(forOne)).toBe(one)
  expect(forOne.headers.get('access-control-allow-headers')).toContain('x-app-id')
  expect(forOne.headers.get('access-control-allow-credentials')).toBe('true')
  const forTwo = await preflight(two)
  expect(allowed(forTwo)).toBe(two)
  expect(forTwo.headers.get('access-control-allow-headers')).toBe('x-two')
  expect(forTwo.headers.get('access-control-max-age')).toBe('60')
  expect(forTwo.headers.get('access-control-allow-credentials')).toBeNull()
})

test('a preflight from an origin that no app lets in is a 404 like any other', async () => {
  const response = await preflight('https://evil.example')
  expect(response.status).toBe(404)
  expect(allowed(response)).toBeNull()
})

test('the real response carries the permission of its own app only', async () => {
  const ask = (app: string, origin: string) => host.get('/who', { 'x-app-id': app, origin })
  expect(allowed(await ask('one', one))).toBe(one)
  expect(allowed(await ask('one', two))).toBeNull()
  expect(allowed(await ask('two', two))).toBe(two)
  expect(allowed(await ask('closed', one))).toBeNull()
  expect((await ask('one', two)).headers.get('vary')).toContain('origin')
})

test("an app's own policy comes before the server's, which is for apps that say nothing", async () => {
  await using server = await createTestServer({ cors: { origins: [two], credentials: true } })
  const strict = { ...echoApp('strict'), cors: { origins: [one] } }
  await server.server.register(strict)
  await server.server.register(echoApp('silent'))
  const ask = (app: string, origin: string) => server.get('/who', { 'x-app-id': app, origin })
  expect(allowed(await ask('strict', two))).toBeNull()
  expect(allowed(await ask('strict', one))).toBe(one)
  expect(allowed(await ask('silent', two))).toBe(two)
})

test('an unknown route tells a stranger nothing of the app’s policy', async () => {
  const response = await host.get('/nothing', { 'x-app-id': 'one' })
  expect(response.headers.get('vary')).toBe('x-app-id')
})

test('a preflight takes no connection to the database', async () => {
  await using offline = await createTestServer()
  await offline.server.register(echoApp('one'), { cors: { origins: [one] } })
  await offline.server.shutdown()
  const headers = { origin: one, 'access-control-request-method': 'GET' }
  expect((await offline.get('/who', headers, { method: 'OPTIONS' })).status).toBe(204)
})

test.each(['https://one.example/', 'one.example', '*', 'https://one.example/path', 'null'])(
  'an app whose policy names "%s" as an origin is refused',
  async (origin) => {
    expect(host.server.register(echoApp('wrong'), { cors: { origins: [origin] } })).rejects.toThrow(
      'cors.origins',
    )
  },
)
