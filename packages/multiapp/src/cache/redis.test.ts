import { describe, expect } from 'bun:test'
import { Redis } from 'ioredis'
import { createLogger } from '../log/logger.ts'
import { sharedRedis } from '../testing/redis-server.ts'
import { testWith } from '../testing/test-with.ts'
import { cacheContract, ready } from './cache-contract.ts'
import { createRedisCache } from './redis.ts'
import { strictContract } from './strict-contract.ts'

const minute = { ttlSeconds: 60 }
const logger = createLogger({ level: 'silent' })
const test = (name: string, fn: () => Promise<void>) => testWith('redis-server', name, fn)
const connect = async () => createRedisCache({ url: (await sharedRedis()).url, logger })

const contract = { test, create: async () => ready(await connect()), pass: Bun.sleep }
cacheContract('redis', contract)
strictContract('redis', contract)

describe('redis', () => {
  test('is shared: what one process keeps another one gets, without a wait for the first connection', async () => {
    await using one = await connect()
    await using other = await connect()
    await one.withPrefix('links').set('k', { url: 'a' }, minute)
    expect(await other.withPrefix('links').get('k')).toEqual({ url: 'a' })
  })

  test('has one hash tag for each app, so that its keys are in one slot of a cluster', async () => {
    await using cache = await connect()
    await using redis = await raw()
    await redis.client.flushall()
    await cache.withPrefix('links').set('{a}', 1, minute)
    await cache.withPrefix('links').withPrefix('codes').set('b:c', { d: 1 }, minute)
    await cache.withPrefix('li}nks').set('k', 1, minute)
    const keys = ['{li%7Dnks}::k', '{links}::{a}', '{links}:codes::b:c']
    expect((await redis.client.keys('*')).sort()).toEqual(keys.sort())
    expect(await redis.client.get('{links}:codes::b:c')).toBe('{"d":1}')
    expect(await redis.client.pttl('{links}:codes::b:c')).toBeWithin(59_000, 60_001)
  })

  test('keeps a long key under its digest', async () => {
    await using cache = await connect()
    await using redis = await raw()
    await redis.client.flushall()
    await cache.withPrefix('links').set('x'.repeat(10_240), 1, minute)
    expect(await redis.client.keys('*')).toEqual([expect.stringMatching(/^\{links\}:%:[0-9a-f]{64}$/)])
  })

  test('clears everything of the cache from its outermost prefix, and nothing of others', async () => {
    await using cache = await connect()
    await using redis = await raw()
    await redis.client.mset({ 'not ours': 1, '{"nor":"ours"}': 1 })
    await cache.set('k', 1, minute)
    await cache.withPrefix('links').set('k', 1, minute)
    await cache.clear()
    expect((await redis.client.keys('*')).sort()).toEqual(['not ours', '{"nor":"ours"}'])
  })

  test('takes what it cannot read for a miss', async () => {
    await using cache = await connect()
    await using redis = await raw()
    await redis.client.set('{links}::k', '{"half":')
    expect(await cache.withPrefix('links').get('k')).toBeUndefined()
    expect(await cache.withPrefix('links').getOrSet('k', minute, async () => 1)).toBe(1)
    expect(await cache.withPrefix('links').get('k')).toBe(1)
  })

  test('asks for what many callers want at the same time in a few commands, and gives each their own', async () => {
    await using cache = await connect()
    await using redis = await raw()
    const apps = ['one', 'two'].map((app) => cache.withPrefix(app))
    const wanted = Array.from({ length: 400 }, (_, index) => ({
      app: apps[index % 2],
      key: `k${index}`,
      index,
    }))
    for (const { app, key, index } of wanted) if (index % 3) await app?.set(key, index, minute)
    await redis.client.config('RESETSTAT')
    const values = await Promise.all(wanted.map(({ app, key }) => app?.get(key)))
    expect(values).toEqual(wanted.map(({ index }) => (index % 3 ? index : undefined)))
    const commands = Number(/cmdstat_mget:calls=(\d+)/.exec(await redis.client.info('commandstats'))?.[1])
    expect(commands).toBe(8)
  })

  test('asks Redis once for 1,000 callers of one key', async () => {
    await using cache = await connect()
    await using redis = await raw()
    await cache.set('hot', 1, minute)
    await redis.client.config('RESETSTAT')
    const get = () => cache.getOrSet('hot', minute, async () => 2)
    expect(await Promise.all(Array.from({ length: 1000 }, get))).toEqual(Array(1000).fill(1))
    expect(await redis.client.info('commandstats')).toMatch(/cmdstat_get:calls=1,/)
  })
})

async function raw() {
  const client = new Redis((await sharedRedis()).url)
  return {
    client,
    async [Symbol.asyncDispose]() {
      await client.quit()
    },
  }
}
