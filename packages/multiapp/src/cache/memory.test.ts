import { describe, expect, test } from 'bun:test'
import type { Cache } from './cache.ts'
import { cacheContract } from './cache-contract.ts'
import { createMemoryCache } from './memory.ts'
import { strictContract } from './strict-contract.ts'

const minute = { ttlSeconds: 60 }
let clock = 1

const contract = {
  test,
  create: async () => createMemoryCache({ now: () => clock }),
  async pass(ms: number) {
    clock += ms
  },
}
cacheContract('memory', contract)
strictContract('memory', contract)

describe('memory', () => {
  test('drops what was used longest ago above maxEntries', async () => {
    const cache = createMemoryCache({ maxEntries: 3 })
    for (const key of ['a', 'b', 'c']) await cache.set(key, 1, minute)
    await cache.get('a')
    await cache.set('d', 1, minute)
    expect(await Promise.all(['a', 'b', 'c', 'd'].map((key) => cache.get(key)))).toEqual([1, undefined, 1, 1])
  })

  test('stays below maxBytes, of keys and of values', async () => {
    const cache = createMemoryCache({ maxBytes: 100_000 })
    const keys = Array.from({ length: 1000 }, (_, index) => `key ${index}`)
    const kept = async (below = cache as Cache) => {
      const values = await Promise.all(keys.map((key) => below.get(key)))
      return values.filter((value) => value !== undefined).length
    }
    for (const key of keys) await cache.set(key, '語'.repeat(300), minute)
    expect(await kept()).toBeWithin(100, 112)
    for (const key of keys) await cache.set(key, new Uint8Array(9000), minute)
    expect(await kept()).toBe(11)
    const deep = cache.withPrefix('p'.repeat(9000))
    for (const key of keys) await deep.set(key, 1, minute)
    expect([await kept(), await kept(deep)]).toEqual([0, 11])
  })

  test('keeps no value above maxBytes, and then not the old one either', async () => {
    const cache = createMemoryCache({ maxBytes: 1000 })
    await cache.set('a', 1, minute)
    await cache.set('b', 1, minute)
    await cache.set('a', 'x'.repeat(1000), minute)
    expect([await cache.get('a'), await cache.get('b')]).toEqual([undefined, 1])
  })

  test('takes nothing new into a full strict store, forgets nothing of it, and has room again when something ends', async () => {
    const { strict } = createMemoryCache({ maxStrictEntries: 3, now: () => clock })
    const refuses = (call: Promise<unknown>) =>
      call.then(
        () => false,
        (error) => error.code === 'APP_UNAVAILABLE',
      )
    await strict.set('a', '1', 5000)
    await strict.addMember('s', 'm', 60_000)
    await strict.append('l', [{ value: 'e', ttlMs: 60_000 }])
    expect(await refuses(strict.set('b', '1', 60_000))).toBe(true)
    expect(await refuses(strict.add('b', '1', 60_000))).toBe(true)
    expect(await refuses(strict.addMember('s', 'n', 60_000))).toBe(true)
    expect(await refuses(strict.append('l', [{ value: 'f', ttlMs: 60_000 }]))).toBe(true)
    await strict.set('a', '2', 5000)
    await strict.addMember('s', 'm', 60_000)
    expect([await strict.get('a'), await strict.members('s')]).toEqual(['2', ['m']])
    clock += 5000
    await strict.addMember('s', 'n', 60_000)
    expect(await refuses(strict.set('b', '1', 60_000))).toBe(true)
    await strict.removeMember('s', 'm')
    await strict.set('b', '1', 60_000)
  })

  test.each([
    ['maxEntries', 0],
    ['maxEntries', 1.5],
    ['maxBytes', -1],
    ['maxBytes', Number.NaN],
    ['maxStrictEntries', 0],
  ])('refuses %s %p by name', (option, count) => {
    expect(() => createMemoryCache({ [option]: count })).toThrow(`option "${option}"`)
  })
})
