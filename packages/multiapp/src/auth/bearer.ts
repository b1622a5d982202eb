import type { Declaration } from '../app/declaration.ts'
import { type Authenticator, bearerToken } from './authenticator.ts'
import type { Tokens } from './tokens.ts'

/**
 * The app's own access tokens, in `Authorization: Bearer` (RFC 6750). It recognises every bearer token: put `federation()`
 * before it.
 */
export function bearer<D extends Declaration>(tokens: Tokens<D>): Authenticator<D> {
  return {
    name: 'bearer',
    scheme: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
    authenticate(request) {
      const token = bearerToken(request)
      return token === undefined ? undefined : tokens.verifyAccess(token)
    },
  }
}
