import type { Static, TSchema } from '@sinclair/typebox'
import { type Prefix, rootPrefix } from './key.ts'
import { createSingleFlight } from './single-flight.ts'
import type { CacheStore, Stored } from './store.ts'
import type { StrictStore } from './strict-store.ts'
import { type Cacheable, decode, decodeAs, encode } from './value.ts'

export interface CacheSetOptions {
  /** How long the value is good for; more than 0. */
  ttlSeconds: number
}

export interface CacheLoadOptions extends CacheSetOptions {
  /** What a kept value must look like to count: one that an older version of the app has left is loaded again. */
  schema?: TSchema
}

/** Values that may be gone at any moment, kept under text keys. No key reaches another prefix. */
export interface Cache {
  /** The value, or undefined. With a schema it is typed by it, and a value that does not fit is a miss. */
  get(key: string): Promise<unknown>
  get<S extends TSchema>(key: string, schema: S): Promise<Static<S> | undefined>
  /** Keeps JSON or bytes. */
  set<T>(key: string, value: Cacheable<Exclude<T, undefined>>, options: CacheSetOptions): Promise<void>
  delete(key: string): Promise<void>
  /**
   * The value, or else what `loader` gives, which is kept unless it is undefined. However many callers in this process
   * ask for a key, its loader runs once; if it rejects, they all do, and the next call tries again.
   *
   * @example cache.getOrSet(`link:${code}`, { ttlSeconds: 60 }, () => findLink(db, code))
   */
  getOrSet<T>(key: string, options: CacheLoadOptions, loader: () => Promise<Cacheable<T>>): Promise<T>
  /** A cache below this one: its keys are apart from all others, and `clear` of this one clears it too. */
  withPrefix(prefix: string): Cache
  /** Deletes what has this prefix, and nothing else. With Redis it looks at every key there is. */
  clear(): Promise<void>
}

/** The cache as whoever made it has it. After `close` every key is a miss and nothing is kept. */
export interface OwnedCache extends Cache, AsyncDisposable {
  /** What must not be forgotten, in the same place: it throws where the cache would miss, and `clear` does not reach it. */
  readonly strict: StrictStore
  close(): Promise<void>
}

/** A cache on a store. It does what the store does with failures: it throws what the store throws. */
export function createCache(store: CacheStore, strict: StrictStore): OwnedCache {
  const flights = createSingleFlight<Stored | undefined>(() => performance.now())
  let closed: Promise<void> | undefined

  const scope = (prefix: Prefix): Cache => ({
    async get(key: string, schema?: TSchema) {
      const stored = await store.get(prefix.key(key))
      return stored === undefined ? undefined : decodeAs(stored, schema)
    },
    async set(key, value, { ttlSeconds }) {
      const full = prefix.key(key)
      const stored = encode(value)
      const ttlMs = toMs(ttlSeconds)
      flights.forget(full)
      await store.set(full, stored, ttlMs)
    },
    async delete(key) {
      const full = prefix.key(key)
      flights.forget(full)
      await store.delete([full])
    },
    async getOrSet<T>(key: string, { ttlSeconds, schema }: CacheLoadOptions, loader: () => Promise<unknown>) {
      const full = prefix.key(key)
      const ttlMs = toMs(ttlSeconds)
      const atHand = store.peek?.(full)
      let value = atHand === undefined ? undefined : decodeAs(atHand, schema)
      if (value !== undefined) return value as T // what the loader of this key gives, or has given
      const stored = await flights.join(full, async (isCurrent) => {
        const kept = await store.get(full)
        value = kept === undefined ? undefined : decodeAs(kept, schema)
        if (value !== undefined) return kept
        const loaded = await loader()
        if (loaded === undefined) return undefined
        const fresh = encode(loaded)
        if (isCurrent()) await store.set(full, fresh, ttlMs)
        return fresh
      })
      // Each caller has a value of its own, also of what was just loaded: it is the same on a miss and on a hit.
      if (value === undefined && stored !== undefined) value = decode(stored)
      return value as T // as above
    },
    withPrefix: (name) => scope(prefix.below(name)),
    async clear() {
      flights.forgetAll(prefix.text)
      await store.clear(prefix.text)
    },
  })

  const close = () => {
    closed ??= (async () => store.close())()
    return closed
  }
  return { ...scope(rootPrefix), strict, close, [Symbol.asyncDispose]: close }
}

// Redis counts in milliseconds, up to 2^63: a hundred years keep clear of it.
const maxSeconds = 100 * 365 * 24 * 3600

function toMs(ttlSeconds: number): number {
  if (!(Number.isFinite(ttlSeconds) && ttlSeconds > 0 && ttlSeconds <= maxSeconds))
    throw new TypeError('cache: ttlSeconds is a number above 0, at most a hundred years')
  return Math.ceil(ttlSeconds * 1000)
}
