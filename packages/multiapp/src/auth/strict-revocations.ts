import type { StrictStore } from '../cache/strict-store.ts'
import type { Revocation, RevocationStore } from './revocation-store.ts'

/** Revocations in an app's strict store, where its hosts share one. */
export function createStrictRevocations(strict: StrictStore, now: () => number = Date.now): RevocationStore {
  const store = strict.withPrefix('revocations')
  const log = 'revoked'

  return {
    async add(revocations) {
      const lasting = revocations.map(({ id, expiresAt }) => ({ value: id, ttlMs: expiresAt - now() }))
      await store.append(
        log,
        lasting.filter(({ ttlMs }) => ttlMs > 0),
      )
    },
    // Who comes after its end comes with what is expired.
    use: async (id, expiresAt) => expiresAt > now() && store.add(`used:${id}`, '1', expiresAt - now()),
    async since(cursor) {
      const news = await store.since(log, cursor)
      const revocations = news.entries.map(
        ({ value, ttlMs }): Revocation => ({ id: value, expiresAt: now() + ttlMs }),
      )
      return { revocations, cursor: news.cursor }
    },
  }
}
