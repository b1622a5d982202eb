import type { AppContext } from '../src/app/app-context.ts'
import type { TokenSubject } from '../src/auth/issuer.ts'
import type { KeySource } from '../src/auth/keys.ts'
import { createRevocations } from '../src/auth/revocations.ts'
import { session } from '../src/auth/session.ts'
import { createStrictRevocations } from '../src/auth/strict-revocations.ts'
import type { OwnedCache } from '../src/cache/cache.ts'
import { AppError } from '../src/errors/app-error.ts'
import { createSessions, type StartOptions } from '../src/sessions/sessions.ts'
import { createTestTokens } from './create-test-tokens.ts'
import { authKeys } from './guarded-app.ts'

export interface SessionPartsOptions {
  cache: OwnedCache
  slug?: string
  keys?: KeySource
  secure?: boolean
  now?: () => number
  accessTtlSeconds?: number
  subject?: () => TokenSubject
}

/** An app's tokens, sessions and authenticator, as one host has them, without a server and a database. */
export function createSessionParts({
  cache,
  slug = 'guarded',
  keys = authKeys,
  secure = true,
  now = Date.now,
  accessTtlSeconds = 900,
  subject,
}: SessionPartsOptions) {
  const app = { id: slug, slug, roles: {}, permissions: new Set() } as unknown as AppContext // what is asked of it here
  const strict = cache.strict.withPrefix(slug)
  let touches = 0
  const withPrefix = (name: string) => {
    const below = strict.withPrefix(name)
    const expire: typeof below.expire = (...args) => {
      touches++
      return below.expire(...args)
    }
    return { ...below, expire }
  }
  const revocations = createRevocations({ store: createStrictRevocations(strict, now), now })
  const tokens = createTestTokens({ app, keys, accessTtlSeconds, revocations, now })
  let rotations = 0
  const counted: typeof tokens = {
    ...tokens,
    rotate(...args) {
      rotations++
      return tokens.rotate(...args)
    },
  }
  const sessions = createSessions({ app, keys, strict: { ...strict, withPrefix }, tokens, secure, now })
  const authenticator = session(sessions, { tokens: counted, ...(subject && { subject }) })
  return {
    tokens,
    sessions,
    strict,
    revocations,
    rotations: () => rotations,
    touches: () => touches,
    async signIn(userId: string = crypto.randomUUID(), options: Partial<StartOptions> = {}) {
      const pair = await tokens.issuePair({ id: userId })
      const started = await sessions.start({ userId, tokens: pair, ...options })
      return { ...started, pair, cookie: started.cookie.slice(0, started.cookie.indexOf(';')) }
    },
    /** Who it is that comes with these headers, or the code of the refusal. */
    async ask(cookie: string, headers: Record<string, string> = {}): Promise<string | undefined> {
      try {
        const request = new Request('https://app.example.com/', { headers: { ...headers, cookie } })
        return (await authenticator.authenticate(request))?.principal.id
      } catch (error) {
        if (error instanceof AppError) return error.code
        throw error
      }
    },
  }
}
