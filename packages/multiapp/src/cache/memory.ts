import { LRUCache } from 'lru-cache'
import { createCache, type OwnedCache } from './cache.ts'
import { createMemoryStrict } from './memory-strict.ts'
import type { CacheStore, Stored } from './store.ts'

export interface MemoryCacheOptions {
  /** Default: 10,000. */
  maxEntries?: number
  /** Of keys and values as UTF-8. A value above it is not kept. Default: 64 MiB. */
  maxBytes?: number
  /** Of the strict store, which drops nothing: at this bound it takes nothing new. Default: 100,000. */
  maxStrictEntries?: number
  /** A clock in milliseconds, above 0, for tests. */
  now?: () => number
}

/** A cache in this process's memory: what was asked for longest ago makes room. */
export function createMemoryCache({
  maxEntries = 10_000,
  maxBytes = 64 * 1024 * 1024,
  maxStrictEntries = 100_000,
  now = () => performance.now(),
}: MemoryCacheOptions = {}): OwnedCache {
  assertCount('maxEntries', maxEntries)
  assertCount('maxBytes', maxBytes)
  assertCount('maxStrictEntries', maxStrictEntries)
  const entries = new LRUCache<string, Stored>({
    max: maxEntries,
    maxSize: maxBytes,
    sizeCalculation: (value, key) => Buffer.byteLength(key) + Buffer.byteLength(value),
    perf: { now },
    ttlResolution: 0,
  })
  const strict = createMemoryStrict({ maxEntries: maxStrictEntries, now })
  let open = true

  const store: CacheStore = {
    get: (key) => entries.get(key),
    peek: (key) => entries.get(key),
    set(key, value, ttlMs) {
      if (open) entries.set(key, value, { ttl: ttlMs })
    },
    delete(keys) {
      for (const key of keys) entries.delete(key)
    },
    clear(prefix) {
      for (const key of [...entries.keys()]) if (key.startsWith(prefix)) entries.delete(key)
    },
    close() {
      open = false
      entries.clear()
      strict.close()
    },
  }
  return createCache(store, strict)
}

function assertCount(option: 'maxEntries' | 'maxBytes' | 'maxStrictEntries', count: number): void {
  if (!Number.isSafeInteger(count) || count < 1)
    throw new TypeError(`createMemoryCache: option "${option}": expected an integer above 0`)
}
