import { expect, test } from 'bun:test'
import { Elysia } from 'elysia'
import { defineApp } from '../app/define-app.ts'
import { bearer } from '../auth/bearer.ts'
import { session } from '../auth/session.ts'
import { createTestApp } from './create-test-app.ts'
import { createTestClock } from './test-clock.ts'

const backend = defineApp({ slug: 'hours', name: 'Hours' }).backend({
  auth: ({ sessions, tokens }) => ({ authenticators: [session(sessions, { tokens }), bearer(tokens)] }),
  routes: ({ plugin, now }) =>
    new Elysia()
      .use(plugin)
      .get('/me', ({ principal }) => principal.id, { requireAuth: true })
      .get('/today', () => new Date(now()).toISOString().slice(0, 10)),
})

test('a token expires when its time has passed, and one of then is good', async () => {
  await using app = await createTestApp(backend)
  const ann = await app.asPrincipal()
  app.clock.advance({ minutes: 14 })
  expect((await ann.get('/me')).status).toBe(200)
  app.clock.advance({ minutes: 1, seconds: 6 })
  expect((await ann.get('/me')).status).toBe(401)
  const later = await app.asPrincipal()
  expect((await later.get('/me')).status).toBe(200)
})

test('a session ends when nobody has used it for its idle time', async () => {
  await using app = await createTestApp(backend)
  const { sessions, tokens } = app.deps
  const tokenPair = await tokens.issuePair({ id: 'ann' })
  const { cookie } = await sessions.start({ userId: 'ann', tokens: tokenPair, idleSeconds: 3600 })
  const headers = { cookie: cookie.split(';')[0] ?? '' }
  app.clock.advance({ minutes: 59 })
  expect((await app.get('/me', headers)).status).toBe(200)
  app.clock.advance({ hours: 1, seconds: 1 })
  expect((await app.get('/me', headers)).status).toBe(401)
})

test('a value leaves the memory cache when its time to live is over', async () => {
  await using app = await createTestApp(backend)
  const { cache } = app.deps
  await cache.set('k', 1, { ttlSeconds: 3600 })
  app.clock.advance({ seconds: 3599 })
  expect(await cache.get('k')).toBe(1)
  app.clock.advance({ seconds: 2 })
  expect(await cache.get('k')).toBeUndefined()
})

test('hosts with one clock go by the same time, and others by their own', async () => {
  await using app = await createTestApp(backend)
  const { databaseUrl, clock } = app
  await using beside = await createTestApp(backend, { databaseUrl, clock })
  await using apart = await createTestApp(backend, { databaseUrl })
  const today = async () =>
    Promise.all([app, beside, apart].map(async (one) => (await one.get('/today')).text()))
  clock.advanceTo('2100-12-31T23:59:00Z')
  expect((await today()).slice(0, 2)).toEqual(['2100-12-31', '2100-12-31'])
  clock.advance({ minutes: 1 })
  const [first, second, third] = await today()
  expect([first, second]).toEqual(['2101-01-01', '2101-01-01'])
  expect(third).not.toStartWith('21')
})

test('time only goes forward, by a number of days, hours, minutes and seconds', () => {
  const clock = createTestClock()
  const before = clock.now()
  clock.advance({ days: 1, hours: 1, minutes: 1, seconds: 1.5 })
  expect(clock.now() - before - 90_061_500).toBeWithin(0, 1000)
  for (const seconds of [-1, Number.NaN, Number.POSITIVE_INFINITY])
    expect(() => clock.advance({ seconds })).toThrow(TypeError)
  for (const moment of ['2000-01-01', 'tomorrow', new Date(Number.NaN)])
    expect(() => clock.advanceTo(moment)).toThrow(TypeError)
})
