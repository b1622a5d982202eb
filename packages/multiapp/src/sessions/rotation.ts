import type { TokenPair } from '../auth/issuer.ts'
import { cannotTell, notAuthenticated } from '../auth/refusal.ts'
import { createBoundedMap } from '../cache/bounded-map.ts'
import { AppError } from '../errors/app-error.ts'
import { type AppSession, sessionTokens } from './app-session.ts'
import type { SessionStore } from './session-store.ts'

export interface RotationOptions {
  store: SessionStore
  /** A new pair for a refresh token, which is used up. */
  rotate(refreshToken: string): Promise<TokenPair>
  now: () => number
  /** How long to wait for another host that does it, for whoever has no good token. Default: 3000. */
  waitMs?: number
}

const refreshBeforeMs = 60_000
const lookEveryMs = 50
const maxUnsaved = 10_000

/**
 * A session with an access token that is good for a while yet. A refresh token is rotated once, however many requests of
 * however many hosts come to need it at the same time. Throws NOT_AUTHENTICATED if the session has ended or ends by it.
 */
export function createRotation({ store, rotate, now, waitMs = 3000 }: RotationOptions) {
  const underWay = new Map<string, Promise<AppSession | undefined>>()
  // Rotated, and the store has not taken them: the refresh token they are for is used up, so nobody else could.
  const unsaved = createBoundedMap<AppSession>(maxUnsaved)

  async function freshen(session: AppSession): Promise<AppSession> {
    const { accessExpiresAt, expiresIn } = session.tokens
    const leftMs = accessExpiresAt - now()
    // A token that lives for seconds is not renewed at every request.
    if (leftMs > Math.min(refreshBeforeMs, expiresIn * 250)) return session
    const isGood = leftMs > 0
    try {
      const rotated = await join(session)
      if (rotated) return rotated
    } catch (error) {
      // What cannot be had now may be had by the next request: this one has what it needs.
      if (isGood && !isRefusal(error)) return session
      throw error
    }
    return isGood ? session : waitForAnother(session)
  }

  function join(session: AppSession): Promise<AppSession | undefined> {
    const joined = underWay.get(session.id)
    if (joined) return joined
    const run = rotateOnce(session).finally(() => underWay.delete(session.id))
    underWay.set(session.id, run)
    return run
  }

  /** Undefined if another host does it. */
  async function rotateOnce(session: AppSession): Promise<AppSession | undefined> {
    const known = unsaved.get(session.id)
    if (known) return save(known)
    if (!(await store.claimRotation(session))) return undefined
    try {
      const latest = await read(session)
      if (isNewer(latest, session)) return latest
      const tokens = sessionTokens(await rotate(session.tokens.refreshToken), now())
      const next = { ...latest, tokens }
      unsaved.set(session.id, next)
      return await save(next)
    } catch (error) {
      // Its family is revoked, or the app does not want it any more.
      if (isRefusal(error)) await store.delete(session)
      else if (!unsaved.has(session.id)) await store.giveUpRotation(session).catch(() => {})
      throw error
    }
  }

  async function save(next: AppSession): Promise<AppSession> {
    const isThere = await store.update(next)
    unsaved.delete(next.id)
    if (!isThere) throw notAuthenticated('the session has ended')
    return next
  }

  async function waitForAnother(session: AppSession): Promise<AppSession> {
    for (const until = performance.now() + waitMs; performance.now() < until; ) {
      await Bun.sleep(lookEveryMs)
      const latest = await read(session)
      if (isNewer(latest, session)) return latest
      // Whoever had it may have given it up.
      const rotated = await join(session)
      if (rotated) return rotated
    }
    throw cannotTell("the session's tokens are not renewed yet")
  }

  async function read(session: AppSession): Promise<AppSession> {
    const latest = await store.get(session.id)
    if (!latest) throw notAuthenticated('the session has ended')
    return latest
  }

  return freshen
}

function isNewer(latest: AppSession, session: AppSession): boolean {
  return latest.tokens.refreshToken !== session.tokens.refreshToken
}

function isRefusal(error: unknown): boolean {
  return error instanceof AppError && error.status < 500
}
