import type { Declaration } from '../app/declaration.ts'
import { rememberSession } from '../sessions/current-session.ts'
import { createRotation } from '../sessions/rotation.ts'
import type { Sessions } from '../sessions/sessions.ts'
import type { Authentication, Authenticator } from './authenticator.ts'
import type { AppClaims } from './claims.ts'
import type { TokenSubject } from './issuer.ts'
import { assertOrigin, assertOrigins } from './origin.ts'
import { notAuthenticated } from './refusal.ts'
import type { Tokens } from './tokens.ts'

export interface SessionAuthenticatorOptions<D extends Declaration = Declaration> {
  tokens: Tokens<D>
  /** Exact origins whose pages may use the session, beside those of the app's CORS and of the request's own host. */
  origins?: readonly string[]
  /** Whom renewed tokens are for, if that may have changed. Throwing NOT_AUTHENTICATED ends the session. */
  subject?: (claims: AppClaims) => TokenSubject<D> | Promise<TokenSubject<D>>
}

/**
 * The app's own sessions, behind a cookie: the browser never has a token, and the access token is renewed before it
 * expires.
 *
 * @example notesApp.backend({ auth: ({ sessions, tokens }) => ({ authenticators: [bearer(tokens), session(sessions, { tokens })] }), … })
 */
export function session<D extends Declaration>(
  sessions: Sessions,
  { tokens, origins = [], subject }: SessionAuthenticatorOptions<D>,
): Authenticator<D> {
  assertOrigins(origins)
  const { cookie, store, secure, now } = sessions
  const rules = { origins: [...sessions.origins, ...origins], secure }
  const rotate = (refreshToken: string) => tokens.rotate(refreshToken, subject)
  const freshen = createRotation({ store, rotate, now })

  async function authenticate(id: string): Promise<Authentication<D>> {
    const found = await store.get(id)
    if (!found) throw notAuthenticated('there is no such session, or it has expired')
    const current = await freshen(found)
    const [{ claims, principal }] = await Promise.all([
      tokens.verifyAccess(current.tokens.accessToken),
      store.touch(current),
    ])
    rememberSession(current)
    return { claims, principal }
  }

  return {
    name: 'session',
    scheme: { type: 'apiKey', in: 'cookie', name: cookie.name },
    authenticate(request) {
      const id = cookie.read(request)
      if (id === undefined) return undefined
      assertOrigin(request, rules)
      return authenticate(id)
    },
  }
}
