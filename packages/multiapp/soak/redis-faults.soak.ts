import { describe, expect } from 'bun:test'
import { Redis } from 'ioredis'
import type { AppContext } from '../src/app/app-context.ts'
import { runWithApp } from '../src/app/current.ts'
import type { OwnedCache } from '../src/cache/cache.ts'
import { createRedisCache } from '../src/cache/redis.ts'
import { awayMessage as away, backMessage as back } from '../src/cache/redis-health.ts'
import { createLogger } from '../src/log/logger.ts'
import { startRedis, type TestRedis } from '../src/testing/redis-server.ts'
import { testWith } from '../src/testing/test-with.ts'
import { startLine } from '../test/line.ts'

const minute = { ttlSeconds: 60 }
// 250 is the promise; a busy machine runs the test itself late. A second wait would make it 400.
const longestWaitMs = 250 + 100
const test = (name: string, fn: () => Promise<void>) => testWith('redis-server', name, fn)

describe('redis', () => {
  test('down at the start: nobody waits, and it is used once it is there', async () => {
    await using redis = await startRedis()
    await redis.kill()
    await using cache = watched(redis)
    await expectUseless(cache)
    await redis.start()
    await cache.works()
    expect(cache.lines()).toEqual([away, back])
    expect(cache.reason()).toContain('ECONNREFUSED')
  })

  test('killed while it owes answers: nobody waits for them, and it is used once it is there again', async () => {
    await using redis = await startRedis()
    await using cache = watched(redis)
    await cache.set('k', 1, minute)
    redis.freeze()
    let answered = 0
    const get = async () => {
      await cache.get('k')
      answered++
    }
    const inFlight = Array.from({ length: 200 }, get)
    await redis.kill()
    while (cache.lines().length === 0) await Bun.sleep(1)
    expect(answered).toBe(inFlight.length)
    await expectUseless(cache)
    await redis.start()
    await cache.works()
    expect(cache.lines()).toEqual([away, back])
  })

  test('silent, while it is used: one wait of at most 250 ms, and then none', async () => {
    await using redis = await startRedis()
    await using cache = watched(redis)
    await cache.set('k', 1, minute)
    redis.freeze()
    const first = Array.from({ length: 100 }, () => timed(() => cache.get('k')))
    expect(Math.max(...(await Promise.all(first)))).toBeWithin(150, longestWaitMs)
    await expectUseless(cache)
    await Bun.sleep(300)
    await expectUseless(cache)
    redis.thaw()
    await cache.works()
    expect(cache.lines()).toEqual([away, back])
  })

  test('silent from the start: one wait of at most 250 ms, and then none', async () => {
    await using redis = await startRedis()
    redis.freeze()
    await using cache = watched(redis)
    expect(await timed(() => cache.get('k'))).toBeLessThan(longestWaitMs)
    await expectUseless(cache)
    redis.thaw()
    await cache.works()
    expect(cache.lines()).toEqual([away, back])
  })

  test('silent on the connection there is, as when a network is cut: the next connection is tried', async () => {
    await using redis = await startRedis()
    await using line = await startLine(redis.port)
    await using cache = watched(redis, `redis://127.0.0.1:${line.port}`)
    await cache.set('k', 1, minute)
    line.cut()
    await cache.get('k')
    expect(await timed(() => cache.works())).toBeLessThan(1500)
    expect(cache.lines()).toEqual([away, back])
  })

  test('does not serve, once it is back, what was changed while it was away', async () => {
    await using redis = await startRedis()
    await using cache = watched(redis)
    const cleared = cache.withPrefix('cleared')
    for (const key of ['set', 'deleted', 'kept']) await cache.set(key, 'old', minute)
    await cleared.set('k', 'old', minute)
    redis.freeze()
    await cache.set('set', 'new', minute)
    await cache.delete('deleted')
    await cleared.clear()
    redis.thaw()
    await cache.works()
    const values = await Promise.all(['set', 'deleted', 'kept'].map((key) => cache.get(key)))
    expect(values).toEqual([undefined, undefined, 'old'])
    expect(await cleared.get('k')).toBeUndefined()
  })

  test('back after more changes than are remembered, an app’s cache is empty, and others’ are not', async () => {
    await using redis = await startRedis()
    await using cache = watched(redis)
    const [busy, quiet] = [cache.withPrefix('busy'), cache.withPrefix('quiet')]
    await busy.set('last', 'old', minute)
    await quiet.set('k', 'old', minute)
    redis.freeze()
    for (let index = 0; index < 10_000; index++) await busy.set(`k${index}`, 'new', minute)
    await busy.set('last', 'new', minute)
    redis.thaw()
    await cache.works()
    expect([await busy.get('last'), await quiet.get('k')]).toEqual([undefined, 'old'])
  })

  test('with its memory full: reads go on, and a value it did not take leaves no old one', async () => {
    await using redis = await startRedis()
    await using cache = watched(redis)
    for (const key of ['set', 'kept']) await cache.set(key, 'old', minute)
    await command(redis, 'CONFIG', 'SET', 'maxmemory', '1')
    for (let round = 0; round < 10; round++) await cache.set('set', 'new', minute)
    expect(await cache.get('kept')).toBe('old')
    expect(await cache.get('set')).toBeUndefined()
    expect(cache.lines()).toHaveLength(1)
    expect(cache.reason()).toStartWith('OOM')
  })

  test('that takes no more writes, as after a failover: it is away until it does, and then serves nothing old', async () => {
    await using redis = await startRedis()
    await using cache = watched(redis)
    await cache.set('k', 'old', minute)
    await command(redis, 'REPLICAOF', '127.0.0.1', '1')
    await cache.set('k', 'new', minute)
    while (cache.lines().length < 2) await Bun.sleep(10)
    await expectUseless(cache)
    await command(redis, 'REPLICAOF', 'NO', 'ONE')
    await cache.works()
    expect(await cache.get('k')).toBeUndefined()
    expect(cache.lines().slice(1)).toEqual([away, back])
    expect(cache.reason(1)).toStartWith('READONLY')
  })

  test('away is no request’s business: the lines name none', async () => {
    await using redis = await startRedis()
    await using cache = watched(redis)
    const app = { slug: 'links' } as AppContext // all that a line would say of it
    await runWithApp(app, async () => {
      await cache.set('k', 1, minute)
      redis.freeze()
      await cache.get('k')
      while (cache.lines().length < 1) await Bun.sleep(10)
      redis.thaw()
      await cache.works()
    })
    expect(cache.lines()).toEqual([away, back])
    expect(cache.text()).not.toContain('links')
  })

  test('that wants another password is away, and no line has the one it was given', async () => {
    await using redis = await startRedis()
    await command(redis, 'CONFIG', 'SET', 'requirepass', 'right')
    await using cache = watched(redis, `redis://:hunter2@127.0.0.1:${redis.port}`)
    await expectUseless(cache)
    await Bun.sleep(150)
    expect(cache.lines()).toEqual([away])
    expect(cache.reason()).toStartWith('WRONGPASS')
    expect(cache.text()).not.toContain('hunter2')
  })

  test('is not taken for away by a process that was busy for longer than a command may take', async () => {
    await using redis = await startRedis()
    await using cache = watched(redis)
    await cache.set('k', 1, minute)
    const got = cache.get('k')
    Bun.sleepSync(300)
    await got
    await Bun.sleep(20)
    expect(await cache.get('k')).toBe(1)
    expect(cache.lines()).not.toContain(away)
  })

  test('silent does not hold up close', async () => {
    await using redis = await startRedis()
    const cache = watched(redis)
    await cache.set('k', 1, minute)
    redis.freeze()
    expect(await timed(() => cache.close())).toBeLessThan(longestWaitMs)
  })

  test('is closed without a line', async () => {
    await using redis = await startRedis()
    const cache = watched(redis)
    await cache.set('k', 1, minute)
    await cache.close()
    await redis.kill()
    await Bun.sleep(50)
    expect(cache.lines()).toEqual([])
  })
})

/** The cache answers at once, with nothing, and a loader runs. */
async function expectUseless(cache: OwnedCache): Promise<void> {
  expect(await timed(() => cache.get('k'))).toBeLessThan(longestWaitMs)
  const calls = async () => {
    for (let call = 0; call < 100; call++) {
      expect(await cache.get('k')).toBeUndefined()
      await cache.set('k', 'dropped', minute)
      expect(await cache.getOrSet('loaded', minute, async () => call)).toBe(call)
    }
  }
  expect(await timed(calls)).toBeLessThan(190)
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await run()
  return performance.now() - start
}

/** A cache and the lines it logs. */
function watched({ url }: TestRedis, connection = url) {
  const lines: string[] = []
  const logger = createLogger({ destination: { write: (line) => lines.push(line) } })
  const parsed = () => lines.map((line) => JSON.parse(line) as { msg: string; reason?: string })
  return Object.assign(createRedisCache({ url: connection, logger }), {
    lines: () => parsed().map(({ msg }) => msg),
    reason: (line = 0) => parsed()[line]?.reason,
    text: () => lines.join(),
    async works() {
      const cache = this as unknown as OwnedCache // what it is put over
      const deadline = performance.now() + 5000
      while ((await cache.get('works')) === undefined) {
        expect(performance.now()).toBeLessThan(deadline)
        await Bun.sleep(10)
        await cache.set('works', 1, minute)
      }
    },
  })
}

async function command({ url }: TestRedis, name: string, ...args: string[]): Promise<void> {
  const client = new Redis(url)
  await client.call(name, ...args)
  client.disconnect()
}
