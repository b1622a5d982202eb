import { fingerprint } from '../auth/keys.ts'
import { notAuthenticated } from '../auth/refusal.ts'
import { createBoundedMap } from '../cache/bounded-map.ts'
import type { StrictStore } from '../cache/strict-store.ts'
import { type AppSession, sessionKey } from './app-session.ts'
import { seal, unseal } from './sealed.ts'

export interface SessionStoreOptions {
  app: { id: string; slug: string }
  /** The app's own. */
  strict: StrictStore
  /** The first encrypts, all of them decrypt. */
  keys: readonly Buffer[]
  now: () => number
}

/** An app's sessions, encrypted. It throws APP_UNAVAILABLE where it cannot tell. */
export interface SessionStore {
  create(session: AppSession): Promise<void>
  /** The session, or undefined if there is none or it has expired. */
  get(id: string): Promise<AppSession | undefined>
  /** Keeps what has changed of a session that has not ended: false if it has. Its time goes on. */
  update(session: AppSession): Promise<boolean>
  delete(session: Pick<AppSession, 'id' | 'userId'>): Promise<boolean>
  /** What it has deleted. */
  deleteByUser(userId: string): Promise<AppSession[]>
  /** It is in use: idleness begins anew. A host says so at most once a minute. */
  touch(session: AppSession): Promise<void>
  listByUser(userId: string): Promise<AppSession[]>
  /** Whether it is the caller's to rotate the session's refresh token: of all who ask, on all hosts, one is told true. */
  claimRotation(session: AppSession): Promise<boolean>
  /** The caller could not, and another may try. */
  giveUpRotation(session: AppSession): Promise<void>
}

const touchEveryMs = 60_000
const maxTouched = 10_000
// Whoever rotates has long done it, or is gone.
const claimMs = 30_000

export function createSessionStore({ app, strict, keys, now }: SessionStoreOptions): SessionStore {
  const store = strict.withPrefix('sessions')
  const touchedAt = createBoundedMap<number>(maxTouched)
  const keyOf = (id: string) => sessionKey(app.id, id)
  const sealed = (session: AppSession) => seal(JSON.stringify(session), keyOf(session.id), keys)
  const lifetimeMs = ({ expiresAt, idleSeconds }: AppSession) =>
    Math.min(idleSeconds * 1000, expiresAt - now())
  // Under one token's name: who takes the next one's claim does not wait for this to end.
  const claimOf = ({ id, tokens }: AppSession) => `rotation:${keyOf(id)}:${fingerprint(tokens.refreshToken)}`

  async function get(id: string): Promise<AppSession | undefined> {
    const kept = await store.get(keyOf(id))
    if (kept === undefined) return undefined
    const text = unseal(kept, keyOf(id), keys)
    if (text === undefined) throw notAuthenticated('the session does not open with a key of this app')
    const session: AppSession = JSON.parse(text) // what `sealed` made of one, or it would not have opened
    return session.expiresAt > now() ? session : undefined
  }

  async function remove({ id, userId }: Pick<AppSession, 'id' | 'userId'>): Promise<boolean> {
    const [existed] = await Promise.all([store.delete(keyOf(id)), store.removeMember(userId, id)])
    return existed
  }

  async function listByUser(userId: string): Promise<AppSession[]> {
    const ids = await store.members(userId)
    const found = await Promise.all(ids.map((id) => get(id).catch(noneIfSealed)))
    return found.filter((session) => session !== undefined)
  }

  return {
    async create(session) {
      await store.add(keyOf(session.id), sealed(session), lifetimeMs(session))
      try {
        // Nobody has its cookie before it is listed: one that cannot be ended is never in use.
        await store.addMember(session.userId, session.id, session.expiresAt - now())
      } catch (error) {
        await store.delete(keyOf(session.id)).catch(() => {})
        throw error
      }
    },
    get,
    update: (session) => store.replace(keyOf(session.id), sealed(session)),
    delete: remove,
    async deleteByUser(userId) {
      const ids = await store.members(userId)
      const sessions = await listByUser(userId)
      await Promise.all(ids.map((id) => remove({ id, userId })))
      return sessions
    },
    async touch(session) {
      const last = touchedAt.get(session.id) ?? session.createdAt
      const everyMs = Math.min(touchEveryMs, session.idleSeconds * 250)
      const left = lifetimeMs(session)
      if (now() - last < everyMs || left <= 0) return
      // Before it is done, or all who come meanwhile would do it too.
      touchedAt.set(session.id, now())
      await store.expire(keyOf(session.id), left).catch((error: unknown) => {
        touchedAt.delete(session.id)
        throw error
      })
    },
    listByUser,
    claimRotation: (session) => store.add(claimOf(session), '1', claimMs),
    async giveUpRotation(session) {
      await store.delete(claimOf(session))
    },
  }
}

// One that was sealed with a key that is gone is nobody's any more.
function noneIfSealed(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'NOT_AUTHENTICATED') return undefined
  throw error
}
