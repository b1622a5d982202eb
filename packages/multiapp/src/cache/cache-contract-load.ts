import { describe, expect } from 'bun:test'
import { t } from 'elysia'
import type { WithCache } from './cache-contract.ts'

const minute = { ttlSeconds: 60 }
const thousand = <T>(call: () => Promise<T>) => Array.from({ length: 1000 }, call)

/** `getOrSet`: one loader at a time for each key. */
export function loadContract(name: string, withCache: WithCache): void {
  describe(`${name}: getOrSet`, () => {
    withCache(
      'calls the loader once for 1,000 callers of a cold key, and not for a warm one',
      async (cache) => {
        let calls = 0
        const load = async () => {
          calls++
          await Bun.sleep(5)
          return { calls, tags: ['x'] }
        }
        const values = await Promise.all(thousand(() => cache.getOrSet('k', minute, load)))
        expect(calls).toBe(1)
        values[0]?.tags.push('mine')
        expect(values.slice(1)).toEqual(Array(999).fill({ calls: 1, tags: ['x'] }))
        expect(await cache.getOrSet('k', minute, load)).toEqual({ calls: 1, tags: ['x'] })
        expect(await cache.get('k')).toEqual({ calls: 1, tags: ['x'] })
      },
    )

    withCache(
      'rejects all 1,000 when the loader does, keeps nothing, and the next call tries again',
      async (cache) => {
        let calls = 0
        const fail = async (): Promise<number> => {
          calls++
          await Bun.sleep(5)
          throw new Error(`failure ${calls}`)
        }
        const settled = await Promise.allSettled(thousand(() => cache.getOrSet('k', minute, fail)))
        expect(calls).toBe(1)
        expect(
          settled.filter((one) => one.status === 'rejected' && one.reason.message === 'failure 1'),
        ).toHaveLength(1000)
        const throws = () => {
          throw new Error('at once')
        }
        expect(cache.getOrSet('k', minute, throws)).rejects.toThrow('at once')
        expect(await cache.getOrSet('k', minute, async () => 'well')).toBe('well')
      },
    )

    withCache('loads keys side by side, and equal keys of two prefixes apart', async (cache) => {
      const second = Promise.withResolvers<string>()
      const a = cache.withPrefix('a').getOrSet('k', minute, () => second.promise)
      const b = await cache.withPrefix('b').getOrSet('k', minute, async () => 'b')
      second.resolve('a')
      expect([await a, b]).toEqual(['a', 'b'])
    })

    withCache('keeps null and bytes, and does not keep undefined', async (cache) => {
      expect(await cache.getOrSet('none', minute, async () => undefined)).toBeUndefined()
      expect(await cache.getOrSet('none', minute, async () => 1)).toBe(1)
      expect(await cache.getOrSet('null', minute, async () => null)).toBeNull()
      expect(await cache.getOrSet('null', minute, async () => 1 as never)).toBeNull()
      const bytes = async () => new Uint8Array([0, 255])
      const [first, second] = await Promise.all([0, 1].map(() => cache.getOrSet('bytes', minute, bytes)))
      first?.fill(7)
      expect(second).toStrictEqual(new Uint8Array([0, 255]))
    })

    withCache('gives on a miss what a hit would give', async (cache) => {
      const load = async () => ({ kept: 1, dropped: undefined })
      expect(Object.keys(await cache.getOrSet('k', minute, load))).toEqual(['kept'])
    })

    withCache('does not keep what was loaded before a delete, a set or a clear', async (cache) => {
      const changes = {
        delete: () => cache.withPrefix('p').delete('k'),
        clear: () => cache.clear(),
        set: () => cache.withPrefix('p').set('k', 'new', minute),
      }
      for (const [change, run] of Object.entries(changes)) {
        const loaded = Promise.withResolvers<string>()
        const begun = Promise.withResolvers<void>()
        const old = cache.withPrefix('p').getOrSet('k', minute, () => {
          begun.resolve()
          return loaded.promise
        })
        await begun.promise
        await run()
        loaded.resolve('old')
        expect(await old).toBe('old')
        expect(await cache.withPrefix('p').get('k')).toBe(change === 'set' ? 'new' : undefined)
      }
    })

    withCache('loads again what does not fit the schema', async (cache) => {
      await cache.set('k', { href: 'old' }, minute)
      const options = { ...minute, schema: t.Object({ url: t.String() }) }
      const load = async () => ({ url: 'new' })
      expect(await cache.getOrSet('k', options, load)).toEqual({ url: 'new' })
      expect(await cache.get('k')).toEqual({ url: 'new' })
    })
  })
}
