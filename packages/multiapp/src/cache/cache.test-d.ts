import { t } from 'elysia'
import type { Cache, OwnedCache } from './cache.ts'

declare const cache: Cache
declare const owned: OwnedCache
const ttl = { ttlSeconds: 60 }

interface Link {
  url: string
  tags: readonly string[]
  note?: string | undefined
}
declare const link: Link
declare const mixed: string | number | boolean | null | Link | Link[] | Uint8Array
declare const json: Json
type Json = string | number | boolean | null | Json[] | { [name: string]: Json }
declare const maybe: Link | undefined
class Money {
  readonly cents = 1
  add(_: Money) {}
}

export async function compiles() {
  await cache.set('k', link, ttl)
  await cache.set('k', [link, null, 1, true], ttl)
  await cache.set('k', mixed, ttl)
  await cache.set('k', json, ttl)
  await cache.set('k', 'text', ttl)
  await cache.set('k', new Uint8Array(1), ttl)
  await cache.set('k', Buffer.from('x'), ttl)

  ;(await cache.getOrSet('k', ttl, async () => link)) satisfies Link
  ;(await cache.getOrSet('k', ttl, async () => mixed)) satisfies typeof mixed
  ;(await cache.getOrSet('k', ttl, async () => json)) satisfies Json
  ;(await cache.getOrSet('k', ttl, async () => new Uint8Array(1))) satisfies Uint8Array
  ;(await cache.getOrSet('k', ttl, async () => ({ a: 1, b: [{ c: null }] }))) satisfies { a: number }
  ;(await cache.getOrSet('k', ttl, async () => maybe)) satisfies Link | undefined
  ;(await cache.getOrSet<Link>('k', { ...ttl, schema: t.Object({ url: t.String() }) }, async () => link)).url
  ;(await cache.get('k', t.Object({ url: t.String() })))?.url satisfies string | undefined
  ;(await cache.get('k')) satisfies unknown
  await owned.close()
}

export async function doesNotCompile() {
  // @ts-expect-error a Date would come back as text
  await cache.set('k', { at: new Date() }, ttl)
  // @ts-expect-error a Map would come back as {}
  await cache.set('k', new Map([['a', 1]]), ttl)
  // @ts-expect-error JSON has no bigint
  await cache.set('k', [1n], ttl)
  // @ts-expect-error bytes are a value, not a part of JSON
  await cache.set('k', { bytes: new Uint8Array(1) }, ttl)
  // @ts-expect-error methods do not survive
  await cache.set('k', new Money(), ttl)
  // @ts-expect-error undefined is a miss: null says that there is none
  await cache.set('k', undefined, ttl)
  // @ts-expect-error which it may be
  await cache.set('k', maybe, ttl)
  // @ts-expect-error of unknown shape
  await cache.set('k', link as unknown, ttl)
  // @ts-expect-error nothing is kept for ever
  await cache.set('k', link, {})
  // @ts-expect-error a loader's Date would be text on the next hit
  await cache.getOrSet('k', ttl, async () => ({ at: new Date() }))
  // @ts-expect-error a miss
  ;(await cache.getOrSet('k', ttl, async () => maybe)).url
  // @ts-expect-error unknown without a schema
  ;(await cache.get('k')).url
  // @ts-expect-error only who made it closes it
  await cache.close()
}
