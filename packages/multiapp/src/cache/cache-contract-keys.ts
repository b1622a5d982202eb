import { describe, expect } from 'bun:test'
import type { Cache } from './cache.ts'
import type { WithCache } from './cache-contract.ts'

const minute = { ttlSeconds: 60 }
const long = 'x'.repeat(10_240)

// What Redis, a pattern, an object or our own separators could take for something else.
const oddKeys = [
  ...[
    '',
    ' ',
    ':',
    '::',
    ':a',
    'a:',
    'a:b',
    '*',
    'a*',
    '?',
    '[a-z]',
    '\\',
    '\\*',
    '{',
    '}',
    '{x}',
    '{x}:',
    '%',
    '%3A',
    '%:',
  ],
  ...[
    '\n',
    '\r\n',
    'a\r\n$1\r\nb',
    '\0',
    '\u{1F98A}',
    'e\u0301',
    '\u00e9',
    '\uFFFD',
    '__proto__',
    'constructor',
  ],
  ...[long, `${long}y`, `y${long}`, 'x'.repeat(512), 'x'.repeat(513), '語'.repeat(4000)],
]

/** No key is taken for another one, and no prefix for another one. */
export function keysContract(name: string, withCache: WithCache): void {
  describe(`${name}: keys`, () => {
    withCache('of any text are kept apart', async (cache) => {
      for (const [index, key] of oddKeys.entries()) await cache.set(key, index, minute)
      for (const [index, key] of oddKeys.entries()) expect(await cache.get(key)).toBe(index)
      await cache.delete('*')
      await cache.delete(long)
      const left = await Promise.all(oddKeys.map((key) => cache.get(key)))
      expect(oddKeys.filter((_, index) => left[index] === undefined)).toEqual(['*', long])
    })

    withCache('that UTF-8 cannot say, or that are no text, are a TypeError', async (cache) => {
      for (const key of ['\ud83e', 'a\udd8ab', 1 as never, undefined as never, null as never]) {
        expect(cache.get(key)).rejects.toBeInstanceOf(TypeError)
        expect(cache.set(key, 1, minute)).rejects.toBeInstanceOf(TypeError)
        expect(cache.delete(key)).rejects.toBeInstanceOf(TypeError)
        expect(cache.getOrSet(key, minute, async () => 1)).rejects.toBeInstanceOf(TypeError)
        expect(() => cache.withPrefix(key)).toThrow(TypeError)
      }
      expect(() => cache.withPrefix('')).toThrow(TypeError)
    })
  })

  describe(`${name}: prefixes`, () => {
    withCache('cannot be spelt by a key or by another prefix', async (_, owned) => {
      const id = crypto.randomUUID()
      const places: [Cache, string][] = [
        [owned, `${id}:b:c`],
        [owned, `{${id}}::b:c`],
        [owned.withPrefix(id), 'b:c'],
        [owned.withPrefix(id), ':b:c'],
        [owned.withPrefix(id), 'b::c'],
        [owned.withPrefix(id).withPrefix('b'), 'c'],
        [owned.withPrefix(id).withPrefix('b'), ':c'],
        [owned.withPrefix(id).withPrefix('b').withPrefix('c'), ''],
        [owned.withPrefix(id).withPrefix('b:'), 'c'],
        [owned.withPrefix(id).withPrefix('b:c'), ''],
        [owned.withPrefix(id).withPrefix('b%3A'), 'c'],
        [owned.withPrefix(id).withPrefix('..'), `${id}:b:c`],
        [owned.withPrefix(`${id}:b`), 'c'],
        [owned.withPrefix(`${id}}:b`), 'c'],
        [owned.withPrefix(`${id}}::b:c`), ''],
        [owned.withPrefix(`{${id}}`), 'b:c'],
        [owned.withPrefix(`${id}*`), 'b:c'],
      ]
      for (const [index, [cache, key]] of places.entries()) await cache.set(key, index, minute)
      const values = await Promise.all(places.map(([cache, key]) => cache.get(key)))
      expect(values).toEqual(places.map((_, index) => index))
    })

    withCache('that are equal are one', async (cache) => {
      await cache.withPrefix('a').withPrefix('b').set('k', 1, minute)
      expect(await cache.withPrefix('a').withPrefix('b').get('k')).toBe(1)
    })

    withCache('are cleared with those below, and nothing else is', async (cache, owned) => {
      const id = crypto.randomUUID()
      const cleared = cache.withPrefix('a*[b]')
      const inside = [cleared, cleared.withPrefix('deep'), cleared.withPrefix('deep').withPrefix('er')]
      const names = ['a', 'a*', 'a*[b]c', 'ab', 'a*b', 'aXb', 'a\\*[b]', 'b']
      const outside = [
        cache,
        owned.withPrefix(id),
        owned.withPrefix('a*[b]'),
        ...names.map((name) => cache.withPrefix(name)),
      ]
      for (const each of [...inside, ...outside]) await each.set('a*[b]', 'here', minute)
      await cleared.clear()
      for (const each of inside) expect(await each.get('a*[b]')).toBeUndefined()
      for (const each of outside) expect(await each.get('a*[b]')).toBe('here')
      await owned.withPrefix('a*[b]').clear()
    })

    withCache('of thousands of keys are cleared', async (cache) => {
      const keys = Array.from({ length: 2500 }, (_, index) => `key ${index}`)
      for (const key of keys) await cache.withPrefix('many').set(key, 1, minute)
      await cache.set('other', 1, minute)
      await cache.withPrefix('many').clear()
      const left = await Promise.all(keys.map((key) => cache.withPrefix('many').get(key)))
      expect(left.filter((value) => value !== undefined)).toEqual([])
      expect(await cache.get('other')).toBe(1)
    })
  })
}
