import { afterAll, beforeAll, expect, test } from 'bun:test'
import { createMemoryCache } from '@repo/multiapp'
import { startRedis, testWith } from '@repo/multiapp/testing'
import { createHosts } from '../../test/hosts.ts'
import { createLinks } from '../links.ts'
import * as tables from '../tables.ts'

let hosts: Awaited<ReturnType<typeof createHosts>>
beforeAll(async () => {
  hosts = await createHosts()
})
afterAll(() => hosts[Symbol.asyncDispose]())

/** Runs `fn` while nobody can read the links. */
function whileLinksAreLocked(fn: (waiting: () => Promise<number>) => Promise<void>): Promise<void> {
  return hosts.owner.admin('lock', async (sql) => {
    await sql`BEGIN`
    await sql`LOCK TABLE app_links.links`
    await fn(async () => {
      const [row] = await sql`
        SELECT count(*)::int AS waiting FROM pg_locks WHERE relation = 'app_links.links'::regclass AND NOT granted`
      return row?.waiting
    })
    await sql`COMMIT`
  })
}

test('a hundred who follow a link that is not in the cache ask the database once, and those after them not at all', async () => {
  const host = await hosts.start()
  await host.create('cold')
  let answers: Promise<Response[]> | undefined
  await whileLinksAreLocked(async (waiting) => {
    answers = Promise.all(Array.from({ length: 100 }, () => host.request('/cold')))
    while ((await waiting()) === 0) await Bun.sleep(5)
    await Bun.sleep(20)
    expect(await waiting()).toBe(1)
  })
  expect((await answers)?.map(({ status }) => status)).toEqual(new Array(100).fill(302))
  await whileLinksAreLocked(async () => {
    expect((await host.request('/cold')).headers.get('location')).toBe('https://example.com/cold')
  })
})

test('a link is there as soon as it is made, also while a look-up is under way that has not seen it', async () => {
  await hosts.start()
  await using cache = createMemoryCache()
  const links = createLinks({ db: hosts.owner.forApp('links', tables), cache })
  const early = Promise.withResolvers<undefined>()
  const joined = cache.withPrefix('url').getOrSet('early', { ttlSeconds: 60 }, () => early.promise)
  await links.create({ url: 'https://example.com', code: 'early' })
  expect(await Promise.race([links.urlOf('early'), Bun.sleep(1000)])).toBe('https://example.com')
  early.resolve(undefined)
  expect(await joined).toBeUndefined()
  expect(await links.urlOf('early')).toBe('https://example.com')
})

test('an unknown code is not kept: it leads on as soon as another host has made it', async () => {
  const [one, two] = [await hosts.start(), await hosts.start()]
  expect((await one.request('/other')).status).toBe(404)
  await two.create('other')
  expect((await one.request('/other')).status).toBe(302)
})

test('what cannot be a code is not looked up', async () => {
  const host = await hosts.start()
  await whileLinksAreLocked(async () => {
    for (const path of ['/ab', '/favicon.ico', '/a%2Fb%3Fc', `/${'x'.repeat(5000)}`]) {
      expect((await host.request(path)).status).toBe(404)
    }
  })
})

testWith('redis-server', 'a link that one host has looked up is in the cache of the other', async () => {
  await using redis = await startRedis()
  const [one, two] = [await hosts.start({ redisUrl: redis.url }), await hosts.start({ redisUrl: redis.url })]
  await one.create('shared')
  await one.request('/shared')
  await whileLinksAreLocked(async () => {
    expect((await two.request('/shared')).status).toBe(302)
  })
})

testWith('redis-server', 'redirects go on when Redis is killed, and are counted', async () => {
  await using redis = await startRedis()
  const host = await hosts.start({ redisUrl: redis.url })
  await host.create('kept')
  const follow = async () => (await host.request('/kept')).status
  expect(await follow()).toBe(302)
  const [before] = await Promise.all([Promise.all(Array.from({ length: 200 }, follow)), redis.kill()])
  const after = await Promise.all(Array.from({ length: 200 }, follow))
  expect([...before, ...after]).toEqual(new Array(400).fill(302))
  expect((await host.create('later')).status).toBe(201)
  expect((await host.request('/later')).status).toBe(302)
  await host.shutdown()
  expect(await hosts.written()).toMatchObject({ kept: 401, later: 1 })
})
