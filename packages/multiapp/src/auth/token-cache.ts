import { createBoundedMap } from '../cache/bounded-map.ts'
import { fingerprint } from './keys.ts'

interface Expiring {
  /** In seconds since 1970. */
  exp: number
}

/** Verified tokens until they expire, under their fingerprints: nothing here can be used as a token. */
export interface TokenCache<T extends Expiring> {
  keyOf(token: string): string
  get(key: string): T | undefined
  set(key: string, verified: T): void
}

/** Whoever floods it with valid tokens drives out the ones that were seen longest ago, and it grows no further. */
export function createTokenCache<T extends Expiring>(
  maxEntries: number,
  leewaySeconds: number,
  now: () => number,
): TokenCache<T> {
  const entries = createBoundedMap<T>(maxEntries)
  return {
    keyOf: fingerprint,
    get(key) {
      const found = entries.get(key)
      if (found && found.exp + leewaySeconds <= now() / 1000) {
        entries.delete(key)
        return undefined
      }
      return found
    },
    set(key, verified) {
      entries.set(key, verified)
    },
  }
}
