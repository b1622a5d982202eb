import type { AnyElysia } from 'elysia'
import type { AppContext } from '../app/app-context.ts'
import type { AppBackend } from '../app/define-app.ts'
import { appIssuer } from '../auth/app-issuer.ts'
import type { AuthDependencies, AuthOptions } from '../auth/auth-options.ts'
import { authenticate } from '../auth/authenticate.ts'
import type { Authenticator } from '../auth/authenticator.ts'
import { bearer } from '../auth/bearer.ts'
import type { KeySource } from '../auth/keys.ts'
import { noTokens } from '../auth/no-tokens.ts'
import { createPostgresRevocations } from '../auth/postgres-revocations.ts'
import { createRefusalLog } from '../auth/refusal-log.ts'
import { createRevocations } from '../auth/revocations.ts'
import { createStrictRevocations } from '../auth/strict-revocations.ts'
import { createTokens, type Tokens } from '../auth/tokens.ts'
import type { StrictStore } from '../cache/strict-store.ts'
import type { AppDatabase } from '../database/app-database.ts'
import type { Logger } from '../log/logger.ts'
import { createAskingPaths } from '../plugin/asking-paths.ts'
import { noSessions } from '../sessions/no-sessions.ts'
import { createSessions, type Sessions } from '../sessions/sessions.ts'
import type { MountedApp } from './entry.ts'

type AnyDatabase = AppDatabase<Record<string, unknown>>

export interface AppCredentialsOptions {
  app: AppContext
  db: AnyDatabase
  /** The app's own part of what must not be forgotten. */
  strict: StrictStore
  keys: KeySource | undefined
  /** A clock in milliseconds since 1970. */
  now: () => number
  /** Whose pages may use the app's sessions, beside its own. */
  origins: readonly string[]
  secureCookies: boolean
}

/** An app's tokens and sessions. Throws a TypeError for keys that are none. */
export function appCredentials(options: AppCredentialsOptions): { tokens: Tokens; sessions: Sessions } {
  const { app, db, strict, keys, now, origins, secureCookies: secure } = options
  if (!keys) return { tokens: noTokens(), sessions: noSessions(app, secure, now) }
  // In one process's memory they would not survive a restart.
  const store = strict.isShared ? createStrictRevocations(strict, now) : createPostgresRevocations(db.sql)
  const revocations = createRevocations({ store, now })
  const tokens = createTokens({ ...appIssuer(app.slug, keys), app, revocations, now })
  return { tokens, sessions: createSessions({ app, keys, strict, tokens, secure, origins, now }) }
}

export interface AppAuth extends AuthOptions {
  authenticators: readonly Authenticator[]
}

/** How the app learns who asks: as it says, else by its own tokens where there are any. */
export function appAuth(app: AppBackend, deps: AuthDependencies, hasKeys: boolean): AppAuth {
  const own = app.auth?.(deps) ?? {}
  return { ...own, authenticators: own.authenticators ?? (hasKeys ? [bearer(deps.tokens)] : []) }
}

/** What the dispatcher calls before the app's routes; undefined if it matters nowhere who asks. */
export function authenticateBy(
  authenticators: readonly Authenticator[],
  elysia: AnyElysia,
  logger: Logger,
): MountedApp['authenticate'] {
  const isAsking = authenticators.length > 0 ? createAskingPaths(elysia) : undefined
  if (!isAsking) return undefined
  const log = createRefusalLog(logger)
  return (request, path, context) => {
    if (isAsking(path)) return authenticate(authenticators, request, context, log)
  }
}
