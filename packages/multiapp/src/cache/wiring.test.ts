import { expect, test } from 'bun:test'
import { Elysia } from 'elysia'
import { Redis } from 'ioredis'
import { createTestServer } from '../../test/create-test-server.ts'
import { defineApp } from '../app/define-app.ts'
import { createServer } from '../server/server.ts'
import { sharedRedis } from '../testing/redis-server.ts'
import { testWith } from '../testing/test-with.ts'
import type { Cache } from './cache.ts'
import { createMemoryCache } from './memory.ts'

const minute = { ttlSeconds: 60 }

/** An app that hands out what it was given, and reads its cache once more when the server stops. */
function cachingApp(slug: string) {
  const seen: { cache?: Cache; atShutdown?: unknown } = {}
  const app = defineApp({ slug, name: slug }).backend({
    routes: ({ cache }) => {
      seen.cache = cache
      return new Elysia()
    },
    async onShutdown({ cache }) {
      seen.atShutdown = await cache.get('k')
    },
  })
  const cache = () => seen.cache ?? createMemoryCache()
  return { app, seen, cache }
}

test('each app has a cache of its own in the server’s, until its onShutdown has run', async () => {
  const host = await createTestServer()
  const [one, two] = [cachingApp('one'), cachingApp('two')]
  for (const { app } of [one, two]) await host.server.register(app)
  await one.cache().set('k', 1, minute)
  await two.cache().set('k', 2, minute)
  await one.cache().clear()
  expect([await one.cache().get('k'), await two.cache().get('k')]).toEqual([undefined, 2])
  await host[Symbol.asyncDispose]()
  expect(two.seen.atShutdown).toBe(2)
  expect(await two.cache().get('k')).toBeUndefined()
})

testWith('redis-server', 'with redisUrl it is in Redis, where another server finds it', async () => {
  const { url: redisUrl } = await sharedRedis()
  await using first = await createTestServer({ redisUrl })
  await using second = await createTestServer({ redisUrl })
  const [writer, reader] = [cachingApp('links'), cachingApp('links')]
  await first.server.register(writer.app)
  await second.server.register(reader.app)
  await writer.cache().set('k', { url: 'a' }, minute)
  expect(await reader.cache().get('k')).toEqual({ url: 'a' })
  const client = new Redis(redisUrl)
  expect(await client.get('{links}::k')).toBe('{"url":"a"}')
  client.disconnect()
})

test('a cache that was made elsewhere is used, and closed with the server', async () => {
  const own = createMemoryCache()
  const host = await createTestServer({ cache: own })
  const app = cachingApp('one')
  await host.server.register(app.app)
  await app.cache().set('k', 1, minute)
  expect(await own.withPrefix('one').get('k')).toBe(1)
  await host[Symbol.asyncDispose]()
  expect(await own.withPrefix('one').get('k')).toBeUndefined()
})

test('a redisUrl that is none of Redis is a TypeError that names the option and not its value', () => {
  const options = {
    mode: 'multi',
    databaseUrl: 'postgres://localhost/x',
    databaseRoleSecret: 'x'.repeat(32),
  } as const
  const make = () => createServer({ ...options, redisUrl: 'http://:hunter2@localhost' })
  expect(make).toThrow('option "redisUrl": expected a redis:// or rediss:// URL')
  expect(make).not.toThrow('hunter2')
})
