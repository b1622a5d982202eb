import { cannotTell } from './refusal.ts'
import type { Revocation, RevocationStore } from './revocation-store.ts'

export interface RevocationsOptions {
  store: RevocationStore
  /** A clock in milliseconds since 1970, for tests. */
  now?: () => number
  /** A clock that is never set, in milliseconds, for tests. */
  elapsed?: () => number
  /** What does not answer by then is as good as away. Default: 1000. */
  answerWithinMs?: number
}

/** What is revoked in an app, as this host knows it: looked up in memory, and never long behind the other hosts. */
export interface Revocations {
  /**
   * Resolves, most often at once and then without a promise, when what is known here is new enough to decide by.
   * Throws APP_UNAVAILABLE if it is not and the store does not answer.
   */
  fresh(): void | Promise<void>
  has(id: string): boolean
  add(revocations: readonly Revocation[]): Promise<void>
  use(id: string, expiresAt: number): Promise<boolean>
}

// A revocation reaches every host within a second: what is older is not decided by, as long as the store answers.
const refreshAfterMs = 400
const freshForMs = 900
// For so long a host goes on by what it knew when the store does not answer.
const staleAfterMs = 5000
const retryAfterMs = 250
// What has not answered by then will not.
const abandonAfterMs = 30_000
const sweepEveryMs = 60_000
// What a cursor has missed, by a commit that took long or a clock that was set back, is read with all the rest.
const readAllEveryMs = 60_000

/**
 * Reads what is new when it is needed: an app that nobody asks costs nothing, and an app that is busy is read ahead in the
 * background, so that requests do not wait.
 */
export function createRevocations({
  store,
  now = Date.now,
  elapsed = () => performance.now(),
  answerWithinMs = 1000,
}: RevocationsOptions): Revocations {
  const expiryById = new Map<string, number>()
  let cursor: string | undefined
  let readAt = Number.NEGATIVE_INFINITY
  let readAllAt = Number.NEGATIVE_INFINITY
  let failedAt = Number.NEGATIVE_INFINITY
  let failure: unknown
  let reading: Promise<void> | undefined
  let underWay: { startedAt: number; done: Promise<void> } | undefined
  let sweptAt = elapsed()

  const age = () => elapsed() - readAt

  function read(): Promise<void> {
    reading ??= (async () => {
      try {
        await withDeadline(learn(), answerWithinMs)
        sweep()
      } catch (error) {
        failedAt = elapsed()
        failure = error
      } finally {
        reading = undefined
      }
    })()
    return reading
  }

  // What takes longer than its caller waits goes on, and the next one joins it: a host that starts has all to read.
  async function learn(): Promise<void> {
    const joined = underWay && elapsed() - underWay.startedAt < abandonAfterMs ? underWay : undefined
    if (joined) await joined.done
    await learnNews()
  }

  function learnNews(): Promise<void> {
    const startedAt = elapsed()
    const own = { startedAt, done: learnSince(startedAt) }
    underWay = own
    const end = () => {
      if (underWay === own) underWay = undefined
    }
    own.done.then(end, end)
    return own.done
  }

  async function learnSince(startedAt: number): Promise<void> {
    const isDue = startedAt - readAllAt > readAllEveryMs
    const news = await store.since(isDue ? undefined : cursor)
    if (isDue) readAllAt = startedAt
    for (const { id, expiresAt } of news.revocations) expiryById.set(id, expiresAt)
    cursor = news.cursor
    readAt = startedAt
    failedAt = Number.NEGATIVE_INFINITY
  }

  function sweep(): void {
    if (elapsed() - sweptAt < sweepEveryMs) return
    sweptAt = elapsed()
    const time = now()
    for (const [id, expiresAt] of expiryById) if (expiresAt <= time) expiryById.delete(id)
  }

  function assertKnown(): void {
    if (age() > staleAfterMs) throw cannotTell('what is revoked cannot be read', failure)
  }

  return {
    fresh() {
      const known = age()
      if (known <= refreshAfterMs) return
      const hasJustFailed = elapsed() - failedAt < retryAfterMs
      if (known <= freshForMs) {
        if (!hasJustFailed) void read()
        return
      }
      if (hasJustFailed && !reading) return assertKnown()
      return read().then(assertKnown)
    },
    has: (id) => expiryById.has(id),
    async add(revocations) {
      await store.add(revocations).catch((error: unknown) => {
        throw cannotTell('what is revoked cannot be written', error)
      })
      for (const { id, expiresAt } of revocations) expiryById.set(id, expiresAt)
    },
    use: (id, expiresAt) =>
      store.use(id, expiresAt).catch((error: unknown) => {
        throw cannotTell('what is used cannot be written', error)
      }),
  }
}

async function withDeadline<T>(answer: Promise<T>, ms: number): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms)
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}
