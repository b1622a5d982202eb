import type { Declaration } from '../app/declaration.ts'
import type { AppClaims } from './claims.ts'
import type { Principal } from './principal.ts'

/** Who asks, and by which claims. */
export interface Authentication<D extends Declaration = Declaration> {
  claims: AppClaims
  principal: Principal<D>
}

/** One way to say who asks. An app has a list of them; the first that recognises a request's credential decides. */
export interface Authenticator<D extends Declaration = Declaration> {
  /** For the log, and in OpenAPI the name of the security scheme. */
  readonly name: string
  /** OpenAPI's description of it (Security Scheme Object). */
  readonly scheme: Readonly<Record<string, string>>
  /**
   * Undefined if the request carries no credential of this kind. Throws NOT_AUTHENTICATED for a bad one, FORBIDDEN for one
   * that may not be used here, and APP_UNAVAILABLE if it cannot be told. Without a promise where nothing has to be waited
   * for.
   */
  authenticate(request: Request): Authentication<D> | undefined | Promise<Authentication<D> | undefined>
}

/** The token of `Authorization: Bearer` (RFC 6750), or undefined if there is none. */
export function bearerToken(request: Request): string | undefined {
  const value = request.headers.get('authorization')
  if (value === null || value.slice(0, 6).toLowerCase() !== 'bearer') return undefined
  if (value.length === 6) return ''
  return value[6] === ' ' ? value.slice(7) : undefined
}
