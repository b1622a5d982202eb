import { test as bunTest, describe, expect } from 'bun:test'
import { AppError } from '../errors/app-error.ts'
import type { OwnedCache } from './cache.ts'
import type { CacheContract } from './cache-contract.ts'
import type { StrictStore } from './strict-store.ts'

const minute = 60_000
const moment = 50

/** Tests of what every cache's strict store promises. */
export function strictContract(
  name: string,
  { test = bunTest, create, pass = Bun.sleep }: CacheContract,
): void {
  const withStore = (title: string, run: (store: StrictStore, owned: OwnedCache) => Promise<void>) =>
    test(title, async () => {
      await using owned = await create()
      await run(owned.strict.withPrefix(crypto.randomUUID()), owned)
    })

  describe(`${name}: strict values`, () => {
    withStore('come back as they went in, and are gone once deleted', async (store) => {
      for (const value of ['', 'na\u00efve 🦊\u0000\n', 'x'.repeat(20_000)]) {
        await store.set('k', value, minute)
        expect(await store.get('k')).toBe(value)
      }
      expect(await store.get('other')).toBeUndefined()
      expect([await store.delete('k'), await store.delete('k')]).toEqual([true, false])
      expect(await store.get('k')).toBeUndefined()
    })

    withStore('are added by one of all who try at once', async (store) => {
      const added = await Promise.all(
        Array.from({ length: 50 }, (_, by) => store.add('k', String(by), minute)),
      )
      expect(added.filter(Boolean)).toHaveLength(1)
      expect(await store.get('k')).toBe(String(added.indexOf(true)))
    })

    withStore('are replaced only where there are any, and keep their time', async (store) => {
      expect(await store.replace('k', 'a')).toBe(false)
      expect(await store.get('k')).toBeUndefined()
      await store.set('k', 'a', moment)
      expect(await store.replace('k', 'b')).toBe(true)
      expect(await store.get('k')).toBe('b')
      await pass(moment + 10)
      expect(await store.get('k')).toBeUndefined()
    })

    withStore('end with their time, and can be given another', async (store) => {
      for (const key of ['short', 'longer', 'shorter'])
        await store.set(key, '1', key === 'shorter' ? minute : moment)
      expect(await store.expire('longer', minute)).toBe(true)
      expect(await store.expire('shorter', moment)).toBe(true)
      expect(await store.expire('none', minute)).toBe(false)
      await pass(moment + 10)
      const found = await Promise.all(['short', 'longer', 'shorter'].map((key) => store.get(key)))
      expect(found).toEqual([undefined, '1', undefined])
      expect(await store.expire('short', minute)).toBe(false)
      expect(await store.delete('short')).toBe(false)
      expect(await store.add('short', '2', minute)).toBe(true)
    })

    withStore('that are no text, or have no time, are a TypeError', async (store) => {
      const wrong = [
        () => store.set('k', '\ud83e', minute),
        () => store.set('k', 1 as never, minute),
        ...[0, -1, Number.NaN, Number.POSITIVE_INFINITY, '60' as never].map(
          (ttl) => () => store.add('k', '1', ttl),
        ),
        () => store.append('k', [{ value: 'a', ttlMs: 0 }]),
        () => store.addMember('k', '1', 0),
        () => store.get('\udd8a'),
      ]
      for (const run of wrong) expect(await failure(run())).toBeInstanceOf(TypeError)
      expect(await store.get('k')).toBeUndefined()
    })
  })

  describe(`${name}: strict sets`, () => {
    withStore('have their members until each one’s time has come', async (store) => {
      await store.addMember('s', 'a', minute)
      await store.addMember('s', 'b', moment)
      await store.addMember('s', 'c', moment)
      await store.addMember('s', 'c', minute)
      await store.addMember('t', 'd', minute)
      expect((await store.members('s')).sort()).toEqual(['a', 'b', 'c'])
      expect(await store.removeMember('s', 'a')).toBe(true)
      expect(await store.removeMember('s', 'a')).toBe(false)
      await pass(moment + 10)
      expect(await store.members('s')).toEqual(['c'])
      expect(await store.removeMember('s', 'b')).toBe(false)
      expect(await store.members('none')).toEqual([])
    })
  })

  describe(`${name}: strict logs`, () => {
    const valuesSince = async (store: StrictStore, cursor?: string) => {
      const { entries } = await store.since('log', cursor)
      return entries.map(({ value }) => value)
    }

    withStore('give out what came since a cursor, with the time it has left', async (store) => {
      const empty = await store.since('log', undefined)
      expect(empty.entries).toEqual([])
      await store.append('log', [
        { value: 'a', ttlMs: minute },
        { value: 'b', ttlMs: minute },
      ])
      expect(await valuesSince(store, empty.cursor)).toEqual(['a', 'b'])
      const { entries, cursor } = await store.since('log', undefined)
      expect(entries[0]?.ttlMs).toBeWithin(minute - 5000, minute + 1)
      await store.append('log', [{ value: 'c', ttlMs: minute }])
      await store.append('log', [{ value: 'a', ttlMs: minute }])
      expect(await valuesSince(store, cursor)).toEqual(expect.arrayContaining(['c', 'a']))
      expect(await valuesSince(store)).toEqual(['b', 'c', 'a'])
    })

    withStore('keep each value for the longest time it was given', async (store) => {
      const ttls = { short: [moment], long: [moment, minute, moment] }
      for (const [value, times] of Object.entries(ttls))
        for (const ttlMs of times) await store.append('log', [{ value, ttlMs }])
      await pass(moment + 10)
      expect(await valuesSince(store)).toEqual(['long'])
      await store.append('log', [{ value: 'new', ttlMs: minute }])
      expect(await valuesSince(store)).toEqual(['long', 'new'])
    })

    withStore('lose nothing of thousands that are written while they are read', async (store) => {
      const seen = new Set<string>()
      let cursor: string | undefined
      const read = async () => {
        const news = await store.since('log', cursor)
        cursor = news.cursor
        for (const { value } of news.entries) seen.add(value)
      }
      const batches = Array.from({ length: 6 }, (_, batch) =>
        Array.from({ length: 200 }, (_, at) => ({ value: `${batch}.${at}`, ttlMs: minute })),
      )
      await Promise.all(batches.flatMap((entries) => [store.append('log', entries), read()]))
      await read()
      expect(seen.size).toBe(1200)
      expect(await valuesSince(store)).toHaveLength(1200)
    })
  })

  describe(`${name}: strict prefixes`, () => {
    withStore('and kinds of keys are apart from each other', async (store) => {
      await store.set('k', 'value', minute)
      await store.addMember('k', 'member', minute)
      await store.append('k', [{ value: 'entry', ttlMs: minute }])
      await store.withPrefix('p').set('k', 'below', minute)
      expect([await store.get('k'), await store.withPrefix('p').get('k')]).toEqual(['value', 'below'])
      expect(await store.members('k')).toEqual(['member'])
      expect(await store.withPrefix('q').members('k')).toEqual([])
      expect(await store.get('p:k')).toBeUndefined()
    })

    withStore('are not the cache’s: clearing it leaves them, and they do not read it', async (_, owned) => {
      const id = crypto.randomUUID()
      const [strict, cache] = [owned.strict.withPrefix(id), owned.withPrefix(id)]
      await strict.set('k', 'kept', minute)
      await strict.addMember('k', 'kept', minute)
      await strict.append('k', [{ value: 'kept', ttlMs: minute }])
      await cache.set('k', 'cached', { ttlSeconds: 60 })
      await cache.set('only', 'cached', { ttlSeconds: 60 })
      expect(await strict.get('only')).toBeUndefined()
      await strict.delete('k')
      expect(await cache.get('k')).toBe('cached')
      await strict.set('k', 'kept', minute)
      await cache.clear()
      expect([await strict.get('k'), ...(await strict.members('k'))]).toEqual(['kept', 'kept'])
      expect((await strict.since('k', undefined)).entries).toHaveLength(1)
    })
  })

  describe(`${name}: a strict store once closed`, () => {
    withStore('throws APP_UNAVAILABLE', async (store, owned) => {
      await store.set('k', '1', minute)
      await owned.close()
      const calls = [
        () => store.get('k'),
        () => store.set('k', '1', minute),
        () => store.add('n', '1', minute),
        () => store.replace('k', '2'),
        () => store.expire('k', minute),
        () => store.delete('k'),
        () => store.addMember('s', 'm', minute),
        () => store.removeMember('s', 'm'),
        () => store.members('s'),
        () => store.append('l', [{ value: 'a', ttlMs: minute }]),
        () => store.since('l', undefined),
      ]
      for (const call of calls) {
        const error = await failure(call())
        expect(error instanceof AppError && error.code).toBe('APP_UNAVAILABLE')
      }
    })
  })
}

async function failure(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => undefined,
    (error: unknown) => error,
  )
}
