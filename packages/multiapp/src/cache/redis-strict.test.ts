import { describe, expect } from 'bun:test'
import { Redis } from 'ioredis'
import { AppError } from '../errors/app-error.ts'
import { createLogger } from '../log/logger.ts'
import { startRedis, type TestRedis } from '../testing/redis-server.ts'
import { testWith } from '../testing/test-with.ts'
import { evictionMessage } from './eviction.ts'
import { createRedisCache } from './redis.ts'
import type { StrictStore } from './strict-store.ts'

const minute = 60_000
// 250 is the promise; a busy machine runs the test itself late.
const longestWaitMs = 250 + 100
const test = (name: string, fn: () => Promise<void>) => testWith('redis-server', name, fn)

describe('a strict store in Redis', () => {
  test('dead or silent, throws APP_UNAVAILABLE within 250 ms, and works again without a restart', async () => {
    await using redis = await startRedis()
    await using cache = watched(redis)
    const { strict } = cache
    await strict.set('k', 'kept', minute)
    redis.freeze()
    for (const call of everyCall(strict)) expect(await timedCode(call)).toBe('APP_UNAVAILABLE')
    redis.thaw()
    await working(strict)
    expect(await strict.get('k')).toBe('kept')

    await redis.kill()
    for (const call of everyCall(strict)) expect(await timedCode(call)).toBe('APP_UNAVAILABLE')
    await redis.start()
    await working(strict)
    expect(await strict.get('k')).toBeUndefined()
  })

  test('that has become a replica throws until it takes writes, or another one does', async () => {
    await using redis = await startRedis()
    await using cache = watched(redis)
    await using admin = raw(redis)
    await cache.strict.set('k', 'old', minute)
    await admin.client.replicaof('127.0.0.1', '1')
    expect(await timedCode(() => cache.strict.set('k', 'new', minute))).toBe('APP_UNAVAILABLE')
    // A replica would answer this, for as long as it is connected to.
    expect(await timedCode(() => cache.strict.get('k'))).toBe('APP_UNAVAILABLE')
    await admin.client.replicaof('NO', 'ONE')
    await working(cache.strict)
    expect(await cache.strict.get('k')).toBe('old')
  })

  test('with its memory full, throws what it cannot take and loses nothing', async () => {
    await using redis = await startRedis()
    await using cache = watched(redis)
    await using admin = raw(redis)
    await cache.strict.set('k', 'kept', minute)
    await admin.client.config('SET', 'maxmemory', '1')
    expect(await timedCode(() => cache.strict.set('k', 'new', minute))).toBe('APP_UNAVAILABLE')
    expect(await cache.strict.get('k')).toBe('kept')
  })

  test('forgets no place in a log that Redis has lost: what comes after is read', async () => {
    await using redis = await startRedis()
    await using cache = watched(redis)
    await using admin = raw(redis)
    await cache.strict.append('log', [{ value: 'a', ttlMs: minute }])
    const { cursor } = await cache.strict.since('log', undefined)
    await admin.client.flushall()
    expect(await cache.strict.since('log', cursor)).toEqual({ entries: [], cursor: '0' })
    await cache.strict.append('log', [{ value: 'b', ttlMs: minute }])
    const { entries } = await cache.strict.since('log', cursor)
    expect(entries.map(({ value }) => value)).toEqual(['b'])
    // As by the clock of another Redis, an hour ahead of this one's.
    const ahead = String(Number.parseInt(cursor, 10) + 3600 * 1e6)
    expect((await cache.strict.since('log', ahead)).entries).toHaveLength(1)
  })

  test('reads what is new again for 5 seconds, as after a failover it may not be all, and then no more', async () => {
    await using redis = await startRedis()
    await using cache = watched(redis)
    await using admin = raw(redis)
    await cache.strict.append('log', [{ value: 'a', ttlMs: minute }])
    const { cursor } = await cache.strict.since('log', undefined)
    const again = await cache.strict.since('log', cursor)
    expect(again.entries).toHaveLength(1)
    const [value = '', place = ''] = await admin.client.zrange('strict-log:{%}::log', '0', '-1', 'WITHSCORES')
    // As if it had been appended six seconds ago.
    await admin.client.zadd('strict-log:{%}::log', String(Number(place) - 6e6), value)
    const settled = await cache.strict.since('log', undefined)
    expect(settled.entries).toHaveLength(1)
    expect((await cache.strict.since('log', settled.cursor)).entries).toEqual([])
  })

  test('has an app’s keys in one slot of a cluster, each with an end', async () => {
    await using redis = await startRedis()
    await using cache = watched(redis)
    await using admin = raw(redis)
    const strict = cache.strict.withPrefix('links').withPrefix('p')
    await strict.set('k', '1', minute)
    await strict.addMember('k', 'm', minute)
    await strict.append('k', [{ value: 'v', ttlMs: minute }])
    const keys = (await admin.client.keys('*')).sort()
    const kinds = ['strict', 'strict-ends', 'strict-log', 'strict-set']
    expect(keys).toEqual(kinds.map((kind) => `${kind}:{links}:p::k`).sort())
    for (const key of keys) expect(await admin.client.pttl(key)).toBeWithin(minute - 5000, minute + 1)
  })

  test('that may be evicted from is said once in the log, and one that may not is not', async () => {
    const options = {
      evicting: ['--maxmemory', '100mb', '--maxmemory-policy', 'volatile-lru'],
      keeping: ['--maxmemory', '100mb', '--maxmemory-policy', 'noeviction'],
      endless: ['--maxmemory-policy', 'allkeys-lru'],
    }
    const said = await Promise.all(
      Object.values(options).map(async (own) => {
        await using redis = await startRedis(...own)
        await using cache = watched(redis)
        await working(cache.strict)
        for (let turn = 0; turn < 5; turn++) await cache.strict.get('k')
        return cache
          .lines()
          .filter(({ msg }) => msg === evictionMessage)
          .map(({ policy }) => policy)
      }),
    )
    expect(said).toEqual([['volatile-lru'], [], []])
  })
})

function everyCall(strict: StrictStore): (() => Promise<unknown>)[] {
  return [
    () => strict.get('k'),
    () => strict.add('n', '1', minute),
    () => strict.members('s'),
    () => strict.since('l', undefined),
    () => strict.append('l', [{ value: 'v', ttlMs: minute }]),
  ]
}

async function timedCode(call: () => Promise<unknown>): Promise<unknown> {
  const start = performance.now()
  const code = await call().then(
    () => 'none',
    (error) => error instanceof AppError && error.code,
  )
  expect(performance.now() - start).toBeLessThan(longestWaitMs)
  return code
}

async function working(strict: StrictStore): Promise<void> {
  for (const deadline = performance.now() + 5000; performance.now() < deadline; await Bun.sleep(5)) {
    const works = await strict.set('working', '1', minute).then(
      () => true,
      () => false,
    )
    if (works) return
  }
  throw new Error('it does not work again')
}

function watched({ url }: TestRedis) {
  const lines: string[] = []
  const logger = createLogger({ destination: { write: (line) => lines.push(line) } })
  const parsed = () => lines.map((line) => JSON.parse(line) as { msg: string; policy?: string })
  return Object.assign(createRedisCache({ url, logger }), { lines: parsed })
}

function raw({ url }: TestRedis) {
  const client = new Redis(url)
  return {
    client,
    async [Symbol.asyncDispose]() {
      client.disconnect()
    },
  }
}
