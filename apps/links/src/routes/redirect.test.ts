import { afterAll, beforeAll, expect, test } from 'bun:test'
import { startRedis, testWith } from '@repo/multiapp/testing'
import { type LinksHost, startHost, writtenClicks } from '../../test/hosts.ts'
import { createLinks } from '../links.ts'

let host: LinksHost
beforeAll(async () => {
  host = await startHost()
})
afterAll(() => host[Symbol.asyncDispose]())

/** Runs `fn` while nobody can read the links. */
function whileLinksAreLocked(fn: (waiting: () => Promise<number>) => Promise<void>): Promise<void> {
  return host.asAdmin(async (sql) => {
    await sql`BEGIN`
    await sql`LOCK TABLE links`
    await fn(async () => {
      const [row] = await sql`
        SELECT count(*)::int AS waiting FROM pg_locks WHERE relation = 'links'::regclass AND NOT granted`
      return row?.waiting
    })
    await sql`COMMIT`
  })
}

test('a hundred who follow a link that is not in the cache ask the database once, and those after them not at all', async () => {
  await host.create('cold')
  let answers: Promise<Response[]> | undefined
  await whileLinksAreLocked(async (waiting) => {
    answers = Promise.all(Array.from({ length: 100 }, () => host.get('/cold')))
    while ((await waiting()) === 0) await Bun.sleep(5)
    await Bun.sleep(20)
    expect(await waiting()).toBe(1)
  })
  expect((await answers)?.map(({ status }) => status)).toEqual(new Array(100).fill(302))
  await whileLinksAreLocked(async () => {
    expect((await host.get('/cold')).headers.get('location')).toBe('https://example.com/cold')
  })
})

test('a link is there as soon as it is made, also while a look-up is under way that has not seen it', async () => {
  const { db, cache } = host.deps
  const links = createLinks({ db, cache })
  const early = Promise.withResolvers<undefined>()
  const joined = cache.withPrefix('url').getOrSet('early', { ttlSeconds: 60 }, () => early.promise)
  await links.create({ url: 'https://example.com', code: 'early' })
  expect(await Promise.race([links.urlOf('early'), Bun.sleep(1000)])).toBe('https://example.com')
  early.resolve(undefined)
  expect(await joined).toBeUndefined()
  expect(await links.urlOf('early')).toBe('https://example.com')
})

test('an unknown code is not kept: it leads on as soon as another host has made it', async () => {
  await using other = await startHost({ beside: host })
  expect((await host.get('/other')).status).toBe(404)
  await other.create('other')
  expect((await host.get('/other')).status).toBe(302)
})

test('what cannot be a code is not looked up', async () => {
  await whileLinksAreLocked(async () => {
    for (const path of ['/ab', '/favicon.ico', '/a%2Fb%3Fc', `/${'x'.repeat(5000)}`]) {
      expect((await host.get(path)).status).toBe(404)
    }
  })
})

testWith('redis-server', 'a link that one host has looked up is in the cache of the other', async () => {
  await using redis = await startRedis()
  await using one = await startHost({ beside: host, redisUrl: redis.url })
  await using two = await startHost({ beside: host, redisUrl: redis.url })
  await one.create('shared')
  await one.get('/shared')
  await whileLinksAreLocked(async () => {
    expect((await two.get('/shared')).status).toBe(302)
  })
})

testWith('redis-server', 'redirects go on when Redis is killed, and are counted', async () => {
  await using redis = await startRedis()
  const cached = await startHost({ beside: host, redisUrl: redis.url })
  await cached.create('kept')
  const follow = async () => (await cached.get('/kept')).status
  expect(await follow()).toBe(302)
  const [before] = await Promise.all([Promise.all(Array.from({ length: 200 }, follow)), redis.kill()])
  const after = await Promise.all(Array.from({ length: 200 }, follow))
  expect([...before, ...after]).toEqual(new Array(400).fill(302))
  expect((await cached.create('later')).status).toBe(201)
  expect((await cached.get('/later')).status).toBe(302)
  await cached[Symbol.asyncDispose]()
  expect(await writtenClicks(host)).toMatchObject({ kept: 401, later: 1 })
})
