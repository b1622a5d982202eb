import type { KeySource } from '../auth/keys.ts'
import type { Tokens } from '../auth/tokens.ts'
import type { StrictStore } from '../cache/strict-store.ts'
import { AppError } from '../errors/app-error.ts'
import { type AppSession, type AppSessionOptions, createAppSession } from './app-session.ts'
import { currentSession } from './current-session.ts'
import { createSessionCookie, type SessionCookie } from './session-cookie.ts'
import { deriveSessionKeys } from './session-keys.ts'
import { createSessionStore, type SessionStore } from './session-store.ts'

export interface SessionsOptions {
  app: { id: string; slug: string }
  keys: KeySource
  /** The app's own. */
  strict: StrictStore
  tokens: Pick<Tokens, 'revoke'>
  /** Whether browsers come over TLS: the cookie is then `__Host-` and `Secure`. Default: true. */
  secure?: boolean
  /** Whose pages may use the session beside those of the app's own host. Default: none. */
  origins?: readonly string[]
  /** A clock in milliseconds since 1970, for tests. */
  now?: () => number
}

export interface StartOptions extends Omit<AppSessionOptions, 'app' | 'now'> {
  /** What the browser had before, which ends: `sessions.current()`. */
  replaces?: Pick<AppSession, 'id'> | undefined
}

/** A session as one may show it to its user. */
export type SessionSummary = Omit<AppSession, 'tokens'>

/** An app's sessions: tokens stay here, and a browser has a cookie that says which ones are its. */
export interface Sessions {
  /** Signs somebody in, always under a new id. Put `cookie` into `set-cookie`. */
  start(options: StartOptions): Promise<{ session: AppSession; cookie: string }>
  /** Ends a session, and revokes all tokens of its sign-in. One that has ended already is no error. */
  end(session: Pick<AppSession, 'id'>): Promise<void>
  /** Ends all sessions of a user. Resolves with how many there were. */
  endAll(userId: string): Promise<number>
  list(userId: string): Promise<SessionSummary[]>
  /** The session by which whoever asks here is known, or undefined. */
  current(): AppSession | undefined
  /** `cookie.clear`, in `set-cookie`, makes the browser forget its session. */
  readonly cookie: SessionCookie
  readonly store: SessionStore
  readonly origins: readonly string[]
  readonly secure: boolean
  /** The clock that they end by. */
  readonly now: () => number
}

/** Throws a TypeError for keys that are none. */
export function createSessions(options: SessionsOptions): Sessions {
  const { app, strict, tokens, secure = true, origins = [], now = Date.now } = options
  const keys = deriveSessionKeys(options.keys, app.slug)
  const store = createSessionStore({ app, strict, keys: keys.sealing, now })
  const cookie = createSessionCookie({ app, keys: keys.cookies, secure, now })

  async function end({ id }: Pick<AppSession, 'id'>): Promise<void> {
    const session = await store.get(id)
    if (session) await finish([session], () => store.delete(session))
  }

  // The tokens too: a copy of one, or a request that is under way, ends with the session.
  async function finish(sessions: readonly AppSession[], remove: () => Promise<unknown>): Promise<void> {
    await Promise.all([remove(), ...sessions.map((session) => revoke(session.tokens.refreshToken))])
  }

  async function revoke(refreshToken: string): Promise<void> {
    await tokens.revoke(refreshToken).catch((error: unknown) => {
      // One that has expired has nothing left to revoke.
      if (!(error instanceof AppError && error.code === 'NOT_AUTHENTICATED')) throw error
    })
  }

  return {
    async start({ replaces, ...rest }) {
      const session = createAppSession({ ...rest, app, now })
      await store.create(session)
      if (replaces) await end(replaces)
      return { session, cookie: cookie.set(session) }
    },
    end,
    async endAll(userId) {
      const sessions = new Map((await store.listByUser(userId)).map((session) => [session.id, session]))
      // One that has started meanwhile is deleted too.
      await finish([...sessions.values()], async () => {
        const late = (await store.deleteByUser(userId)).filter(({ id }) => !sessions.has(id))
        for (const session of late) sessions.set(session.id, session)
        await finish(late, async () => {})
      })
      return sessions.size
    },
    async list(userId) {
      const sessions = await store.listByUser(userId)
      return sessions.map(({ tokens: _, ...summary }) => summary).sort((a, b) => a.createdAt - b.createdAt)
    },
    current: currentSession,
    cookie,
    store,
    origins,
    secure,
    now,
  }
}
