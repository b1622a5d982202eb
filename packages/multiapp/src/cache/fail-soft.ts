import type { MissedWrites } from './missed-writes.ts'
import type { RedisHealth } from './redis-health.ts'
import type { CacheStore } from './store.ts'

/** Redis as a cache may have it: without it every key is a miss and nothing is kept, at once, and nothing is thrown. */
export function failSoft(store: CacheStore, health: RedisHealth, missed: MissedWrites): CacheStore {
  async function write(
    run: () => void | Promise<void>,
    key: string,
    miss: (key: string) => void,
  ): Promise<void> {
    if (!(await health.passes())) {
      miss(key)
      return
    }
    try {
      await run()
    } catch (error) {
      miss(key)
      const isAway = health.fail(error, key)
      if (!isAway) missed.makeGood(store).catch(health.lose)
    }
  }

  return {
    async get(key) {
      const passes = health.passes()
      if (passes !== true && !(await passes)) return undefined
      try {
        return await store.get(key)
      } catch (error) {
        health.fail(error, key)
        return undefined
      }
    },
    set: (key, value, ttlMs) => write(() => store.set(key, value, ttlMs), key, missed.key),
    async delete(keys) {
      for (const key of keys) await write(() => store.delete([key]), key, missed.key)
    },
    clear: (prefix) => write(() => store.clear(prefix), prefix, missed.prefix),
    async close() {
      health.stop()
      await store.close()
    },
  }
}
