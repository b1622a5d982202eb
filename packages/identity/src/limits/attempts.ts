import type { StrictStore } from '@repo/multiapp'

export interface AttemptRules {
  /** How many may fail within `seconds` until no more are taken. */
  failures: number
  seconds: number
  /** How many may be under way at once. */
  atOnce: number
}

export interface Attempt {
  /** To be called once it is known. */
  end(failed: boolean): Promise<void>
}

/**
 * Counts the attempts that failed within a time, and bounds those of which that is not known yet: so many guesses at most
 * are made, however many come at once, and whoever knows the password is not counted. Throws APP_UNAVAILABLE where the
 * store does not answer.
 */
export function createAttempts(store: StrictStore, { failures, seconds, atOnce }: AttemptRules) {
  const failed = store.withPrefix('failed')
  const underWay = store.withPrefix('under-way')
  return {
    /** Undefined if no more are taken now. */
    async begin(key: string): Promise<Attempt | undefined> {
      if ((await failed.members(key)).length >= failures) return undefined
      const id = crypto.randomUUID()
      await underWay.addMember(key, id, longestMs)
      if ((await underWay.members(key)).length > atOnce) {
        await underWay.removeMember(key, id)
        return undefined
      }
      return {
        async end(hasFailed) {
          if (hasFailed) await failed.addMember(key, id, seconds * 1000)
          await underWay.removeMember(key, id)
        },
      }
    },
  }
}

// What has not ended by then never will.
const longestMs = 60_000
