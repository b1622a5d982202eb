import { createHash } from 'node:crypto'
import { Value } from '@sinclair/typebox/value'
import { decodeJwt, type JWTPayload, jwtVerify } from 'jose'
import type { AppContext } from '../app/app-context.ts'
import type { Declaration } from '../app/declaration.ts'
import type { KeyPairAlgorithm } from './algorithms.ts'
import { type Authentication, type Authenticator, bearerToken } from './authenticator.ts'
import { AppClaims, appClaims } from './claims.ts'
import { type IssuerKeys, isOfKeySet, issuerKeys } from './issuer-keys.ts'
import { toPrincipal } from './principal.ts'
import { cannotTell, notAuthenticated } from './refusal.ts'
import { createTokenCache } from './token-cache.ts'
import { isCanonicalToken } from './token-form.ts'

export interface FederationOptions<D extends Declaration> {
  /** Whose principals these become: `deps.app`. */
  app: Pick<AppContext<D>, 'id' | 'slug' | 'roles' | 'permissions'>
  /** `iss` of the tokens, which also tells them from the app's own. */
  issuer: string
  /** What their `aud` has to name. */
  audience: string
  /** The issuer's public key as a PEM block, or the URL of its key set (RFC 7517). */
  keys: IssuerKeys
  /** Default: RS256. */
  algorithms?: readonly KeyPairAlgorithm[]
  /** The `typ` of the header, where the issuer sets one, such as `at+jwt` (RFC 9068). */
  type?: string
  /**
   * What the app makes of the issuer's claims. Default: e-mail and name, with no role, no permission, no organization, and
   * as `pid` a UUID of issuer and subject: no issuer can name a principal of the app or of another issuer.
   */
  toClaims?: (
    payload: JWTPayload,
  ) => Partial<Pick<AppClaims, 'pid' | 'email' | 'name' | 'org_id' | 'org_slug' | 'role' | 'perms' | 'scp'>>
  leewaySeconds?: number
  /** A clock in milliseconds since 1970, for tests. */
  now?: () => number
}

interface Known<D extends Declaration> extends Authentication<D> {
  exp: number
}

const maxKnownTokens = 10_000

/**
 * Another issuer's tokens in `Authorization: Bearer`, recognised by their `iss`. They cannot be revoked here: they are good
 * until they expire. Where the issuer's keys cannot be fetched, its tokens are 503 and all others go on. Throws a TypeError
 * for a key that is none.
 */
export function federation<D extends Declaration>(options: FederationOptions<D>): Authenticator<D> {
  const { app, issuer, audience, algorithms = ['RS256'], leewaySeconds = 5, now = Date.now } = options
  const keyOf = issuerKeys(options.keys)
  const seen = createTokenCache<Known<D>>(maxKnownTokens, leewaySeconds, now)

  async function verify(token: string, cacheKey: string): Promise<Known<D>> {
    if (!isCanonicalToken(token)) throw notAuthenticated('the token is not in canonical compact form')
    const { payload } = await jwtVerify(token, keyOf, {
      issuer,
      audience,
      algorithms: [...algorithms],
      ...(options.type !== undefined && { typ: options.type }),
      clockTolerance: leewaySeconds,
      currentDate: new Date(now()),
      requiredClaims: ['exp', 'sub'],
    }).catch((error: unknown) => {
      throw toRefusal(error)
    })
    if (typeof payload.iat === 'number' && payload.iat > now() / 1000 + leewaySeconds)
      throw notAuthenticated("the issuer's token is from the future")
    if ('cnf' in payload) throw notAuthenticated('the token is bound to a key, and nothing proves that key')
    const claims = claimsOf(payload, options.toClaims?.(payload) ?? profileOf(payload))
    const known = { claims, principal: toPrincipal(app, claims), exp: Number(payload.exp) }
    seen.set(cacheKey, known)
    return known
  }

  function claimsOf(payload: JWTPayload, own: Partial<AppClaims>): AppClaims {
    const federationId = typeof payload.federation_id === 'string' ? payload.federation_id : payload.sub
    const claims = appClaims(
      {
        pid: principalId(issuer, String(payload.sub)),
        pty: 'user',
        ...own,
        federation_id: String(federationId),
      },
      app,
    )
    if (!Value.Check(AppClaims, claims)) throw notAuthenticated("the issuer's claims do not fit")
    return claims
  }

  return {
    name: 'federation',
    scheme: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: `a token of ${issuer}` },
    authenticate(request) {
      const token = bearerToken(request)
      if (token === undefined) return undefined
      const key = seen.keyOf(token)
      return seen.get(key) ?? (issuerOf(token) === issuer ? verify(token, key) : undefined)
    },
  }
}

// RFC 9562, section 5.8.
function principalId(issuer: string, subject: string): string {
  const digest = createHash('sha256').update(`${issuer}\0${subject}`).digest('hex')
  const variant = ((Number.parseInt(digest.charAt(16), 16) & 0x3) | 0x8).toString(16)
  return [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `8${digest.slice(13, 16)}`,
    variant + digest.slice(17, 20),
    digest.slice(20, 32),
  ].join('-')
}

function profileOf({ email, name }: JWTPayload): Partial<AppClaims> {
  return {
    ...(typeof email === 'string' && { email }),
    ...(typeof name === 'string' && { name }),
  }
}

function issuerOf(token: string): string | undefined {
  try {
    return decodeJwt(token).iss
  } catch {
    return undefined
  }
}

function toRefusal(error: unknown): Error {
  return isOfKeySet(error)
    ? cannotTell("the issuer's keys cannot be fetched", error)
    : notAuthenticated("the issuer's token is not good", error)
}
