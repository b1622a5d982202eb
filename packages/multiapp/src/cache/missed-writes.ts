import { slotOf } from './key.ts'
import type { CacheStore } from './store.ts'

export interface MissedWrites {
  key(key: string): void
  prefix(prefix: string): void
  any(): boolean
  /** Deletes what could be stale. Rejects where it could not. */
  makeGood(store: CacheStore): Promise<void>
}

const maxKeys = 10_000
const batchSize = 500

/**
 * What a store was to change while it was away: it may still have the old values, and would serve them once it is back.
 * Above a bound all of the app's keys count as changed.
 */
export function createMissedWrites(): MissedWrites {
  const keys = new Set<string>()
  const prefixes = new Set<string>()

  const addPrefix = (prefix: string) => {
    prefixes.add(prefixes.size < maxKeys ? prefix : slotOf(prefix))
  }
  return {
    key(key) {
      if (keys.size < maxKeys) keys.add(key)
      else addPrefix(slotOf(key))
    },
    prefix: addPrefix,
    any: () => keys.size > 0 || prefixes.size > 0,
    async makeGood(store) {
      while (keys.size > 0) {
        const batch = [...keys.values().take(batchSize)]
        await store.delete(batch)
        for (const key of batch) keys.delete(key)
      }
      for (const prefix of prefixes) {
        await store.clear(prefix)
        prefixes.delete(prefix)
      }
    },
  }
}
