import { test as bunTest, describe, expect } from 'bun:test'
import { t } from 'elysia'
import type { Cache, OwnedCache } from './cache.ts'
import { keysContract } from './cache-contract-keys.ts'
import { loadContract } from './cache-contract-load.ts'

export interface CacheContract {
  /** A cache that nobody else uses. */
  create(): OwnedCache | Promise<OwnedCache>
  /** Lets time pass for the cache. Default: waits for it. */
  pass?: (ms: number) => Promise<void>
  /** Declares a test. Default: bun's. */
  test?: (name: string, fn: () => Promise<void>) => void
}

/** Waits for the first connection for as long as it takes: the contract is about what comes then. */
export async function ready(cache: OwnedCache): Promise<OwnedCache> {
  while ((await cache.get('ready')) === undefined) {
    await cache.set('ready', 1, minute)
    await Bun.sleep(1)
  }
  return cache
}

const minute = { ttlSeconds: 60 }

/**
 * Tests of what every cache promises of values, keys and `getOrSet`. What its strict store promises, `strictContract` tests.
 *
 * @example cacheContract('my cache', { create: () => createMyCache() })
 */
export function cacheContract(
  name: string,
  { test = bunTest, create, pass = Bun.sleep }: CacheContract,
): void {
  const withCache: WithCache = (title, run) =>
    test(title, async () => {
      await using owned = await create()
      await run(owned.withPrefix(crypto.randomUUID()), owned)
    })

  describe(`${name}: values`, () => {
    withCache('come back as they went in', async (cache) => {
      const values = [
        '',
        'text',
        '"{\u0000\n',
        'na\u00efve 🦊 語',
        0,
        -1.5,
        true,
        false,
        null,
        [],
        {},
        { a: [1, { b: null }] },
      ]
      for (const [index, value] of values.entries()) await cache.set(`v${index}`, value, minute)
      for (const [index, value] of values.entries()) expect(await cache.get(`v${index}`)).toEqual(value)
    })

    withCache('that are bytes come back as the same bytes', async (cache) => {
      const all = Uint8Array.from({ length: 256 }, (_, index) => index)
      for (const bytes of [
        all,
        all.toReversed(),
        new Uint8Array(),
        new Uint8Array(3),
        Buffer.from('"json"'),
      ]) {
        await cache.set('bytes', bytes, minute)
        expect(await cache.get('bytes')).toStrictEqual(new Uint8Array(bytes))
      }
    })

    withCache('are the caller’s own: changing one changes nothing in the cache', async (cache) => {
      const bytes = new Uint8Array([1, 2, 3])
      const link = { url: 'a', tags: ['x'] }
      await Promise.all([cache.set('bytes', bytes, minute), cache.set('link', link, minute)])
      for (let round = 0; round < 2; round++) {
        bytes[0] = 9
        link.tags.push('y')
        expect(await cache.get('bytes')).toEqual(new Uint8Array([1, 2, 3]))
        expect(await cache.get('link')).toEqual({ url: 'a', tags: ['x'] })
        Object.assign(bytes, await cache.get('bytes'))
        Object.assign(link, await cache.get('link'))
      }
    })

    withCache('that are not there are undefined, and null is a value', async (cache) => {
      expect(await cache.get('none')).toBeUndefined()
      await cache.set('null', null, minute)
      expect(await cache.get('null')).toBeNull()
    })

    withCache('that do not fit the schema are a miss', async (cache) => {
      await cache.set('old', { url: 'a' }, minute)
      expect(await cache.get('old', t.Object({ url: t.String() }))).toEqual({ url: 'a' })
      expect(await cache.get('old', t.Object({ href: t.String() }))).toBeUndefined()
      await cache.set('bytes', new Uint8Array([1]), minute)
      expect(await cache.get('bytes', t.Uint8Array())).toEqual(new Uint8Array([1]))
      expect(await cache.get('bytes', t.String())).toBeUndefined()
    })

    withCache('that are neither JSON nor bytes are refused', async (cache) => {
      for (const value of [undefined, () => 1, Symbol('s'), 1n]) {
        expect(cache.set('bad', value as never, minute)).rejects.toBeInstanceOf(TypeError)
      }
      expect(await cache.get('bad')).toBeUndefined()
    })

    withCache('end with their time to live, and a new set gives a new one', async (cache) => {
      const moment = { ttlSeconds: 0.05 }
      await cache.set('short', 1, moment)
      await cache.set('longer', 1, moment)
      await cache.set('longer', 2, minute)
      await cache.set('shorter', 1, minute)
      await cache.set('shorter', 2, moment)
      await pass(60)
      const values = await Promise.all(['short', 'longer', 'shorter'].map((key) => cache.get(key)))
      expect(values).toEqual([undefined, 2, undefined])
    })

    withCache('need a time to live that is one', async (cache) => {
      for (const ttlSeconds of [
        0,
        -1,
        Number.NaN,
        Number.POSITIVE_INFINITY,
        1e12,
        '60' as never,
        undefined as never,
      ]) {
        expect(cache.set('k', 1, { ttlSeconds })).rejects.toThrow('ttlSeconds')
        expect(cache.getOrSet('k', { ttlSeconds }, async () => 1)).rejects.toThrow('ttlSeconds')
      }
    })

    withCache('are gone once deleted', async (cache) => {
      await cache.set('a', 1, minute)
      await cache.set('b', 2, minute)
      await cache.delete('a')
      await cache.delete('a')
      expect([await cache.get('a'), await cache.get('b')]).toEqual([undefined, 2])
    })
  })

  keysContract(name, withCache)
  loadContract(name, withCache)

  describe(`${name}: once closed`, () => {
    withCache('everything is a miss, nothing is kept, and a loader still runs', async (cache, owned) => {
      await cache.set('k', 1, minute)
      await Promise.all([owned.close(), owned.close()])
      await cache.set('k', 2, minute)
      expect(await cache.get('k')).toBeUndefined()
      await cache.delete('k')
      await cache.clear()
      expect(await cache.get('k')).toBeUndefined()
      expect(await cache.getOrSet('k', minute, async () => 3)).toBe(3)
    })
  })
}

/** A test on a prefix of its own. */
export type WithCache = (title: string, run: (cache: Cache, owned: OwnedCache) => Promise<void>) => void
