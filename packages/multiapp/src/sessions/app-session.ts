import { randomBytes } from 'node:crypto'
import type { AppContext } from '../app/app-context.ts'
import type { TokenPair } from '../auth/issuer.ts'

/** The tokens of a session: they never reach the browser. */
export interface SessionTokens extends TokenPair {
  /** In milliseconds since 1970. */
  accessExpiresAt: number
}

/** What a session carries beside its tokens: JSON. `app_id` and `app_slug` are the kit's. */
export type SessionMetadata = Readonly<Record<string, unknown>>

/** Somebody signed in to one app, from one browser. Moments are in milliseconds since 1970. */
export interface AppSession {
  /** Not a credential: the cookie holds it with a proof. */
  readonly id: string
  readonly appId: string
  readonly appSlug: string
  readonly userId: string
  readonly createdAt: number
  /** The session ends then, however much it is used. */
  readonly expiresAt: number
  /** It ends so long after it was used last. */
  readonly idleSeconds: number
  readonly tokens: SessionTokens
  readonly metadata: SessionMetadata
}

export interface AppSessionOptions {
  app: Pick<AppContext, 'id' | 'slug'>
  userId: string
  tokens: TokenPair
  metadata?: SessionMetadata
  /** Default: 30 days. */
  ttlSeconds?: number
  /** Default: 24 hours. */
  idleSeconds?: number
  /** A clock in milliseconds since 1970, for tests. */
  now?: () => number
}

/** A new session, with an id that nobody else has had. Throws a TypeError for times that are none. */
export function createAppSession({
  app,
  userId,
  tokens,
  metadata = {},
  ttlSeconds = 30 * 24 * 3600,
  idleSeconds = 24 * 3600,
  now = Date.now,
}: AppSessionOptions): AppSession {
  for (const seconds of [ttlSeconds, idleSeconds]) {
    if (!(Number.isFinite(seconds) && seconds > 0))
      throw new TypeError('session: ttlSeconds and idleSeconds are numbers above 0')
  }
  if (userId === '') throw new TypeError('session: userId is at least one character')
  const createdAt = now()
  return {
    id: randomBytes(32).toString('base64url'),
    appId: app.id,
    appSlug: app.slug,
    userId,
    createdAt,
    expiresAt: createdAt + ttlSeconds * 1000,
    idleSeconds,
    tokens: sessionTokens(tokens, createdAt),
    metadata: { ...metadata, ...sessionMetadata(app) },
  }
}

/** A pair of tokens that was issued now. */
export function sessionTokens(
  { accessToken, refreshToken, expiresIn }: TokenPair,
  now: number,
): SessionTokens {
  return { accessToken, refreshToken, expiresIn, accessExpiresAt: now + expiresIn * 1000 }
}

/** What a session is kept under. */
export function sessionKey(appId: string, sessionId: string): string {
  return `${appId}:${sessionId}`
}

/** What says in a session's metadata which app it is of. */
export function sessionMetadata({ id, slug }: Pick<AppContext, 'id' | 'slug'>) {
  return { app_id: id, app_slug: slug }
}

/** The app that a session's metadata names, or undefined. */
export function appIdOf({ metadata }: Pick<AppSession, 'metadata'>): string | undefined {
  return textOf(metadata.app_id)
}

/** As `appIdOf`, the app's slug. */
export function appSlugOf({ metadata }: Pick<AppSession, 'metadata'>): string | undefined {
  return textOf(metadata.app_slug)
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
