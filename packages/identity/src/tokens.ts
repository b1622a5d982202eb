import { assertOrigin, type Declaration, notAuthenticated, type Tokens } from '@repo/multiapp'
import { toSubject } from './auth/authenticator.ts'
import type { SessionCookie } from './auth/session-cookie.ts'
import type { SignedInReader } from './auth/signed-in.ts'

export interface ExchangeOptions<D extends Declaration> {
  tokens: Tokens<D>
  cookie: SessionCookie
  people: SignedInReader
  origins: readonly string[]
  secure: boolean
}

/** Tokens for a session: they say what it says at each refresh, and end with it. All throw NOT_AUTHENTICATED. */
export function createExchange<D extends Declaration>(options: ExchangeOptions<D>) {
  const { tokens, cookie, people, origins, secure } = options
  return {
    /** Of the session's cookie alone: a token does not make tokens. */
    async issue(request: Request) {
      const token = cookie.read(request.headers)
      if (token === undefined) throw notAuthenticated('no session cookie')
      assertOrigin(request, { origins, secure })
      const found = await people.byToken(token)
      return tokens.issuePair(toSubject<D>(found), { family: found.tokenFamily })
    },
    refresh: (refreshToken: string) =>
      tokens.rotate(refreshToken, async ({ family }) => {
        if (!family || !uuid.test(family)) throw notAuthenticated('the token is not of a session')
        return toSubject<D>(await people.byFamily(family))
      }),
  }
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
