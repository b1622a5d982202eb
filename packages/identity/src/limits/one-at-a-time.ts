import type { StrictStore } from '@repo/multiapp'

/** Gives each key to one caller at a time, over all hosts. */
export interface OneAtATime {
  /** Resolves with what gives it back; undefined if it was not free for seconds. */
  take(key: string): Promise<(() => Promise<void>) | undefined>
}

export function createOneAtATime(store: StrictStore): OneAtATime {
  return {
    async take(key) {
      const givesUpAt = performance.now() + waitMs
      while (!(await store.add(key, 'taken', longestMs))) {
        if (performance.now() > givesUpAt) return undefined
        await Bun.sleep(pollMs)
      }
      return async () => void (await store.delete(key))
    },
  }
}

const waitMs = 5000
const pollMs = 20
// Whoever has it has long given it back, or is gone.
const longestMs = 30_000
