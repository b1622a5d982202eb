import type { AppContext } from '../app/app-context.ts'
import type { Declaration } from '../app/declaration.ts'
import type { AppClaims } from './claims.ts'
import {
  createIssuer,
  defaultRefreshTtlSeconds,
  type Issuer,
  type IssuerOptions,
  type TokenPair,
  type TokenSubject,
  toClaims,
} from './issuer.ts'
import { readKeys } from './keys.ts'
import { type Principal, toPrincipal } from './principal.ts'
import { notAuthenticated } from './refusal.ts'
import type { Revocations } from './revocations.ts'
import { createTokenCache } from './token-cache.ts'
import { createVerifier, type TokenType, type VerifiedToken } from './verify-token.ts'

export interface TokensOptions<D extends Declaration = Declaration> extends IssuerOptions {
  app: AppContext<D>
  revocations: Revocations
  /** How far clocks may be apart. Default: 5. */
  leewaySeconds?: number
  /** How many verified tokens are kept. Default: 10,000. */
  maxCachedTokens?: number
}

/** An access token that is good now. */
export interface Access<D extends Declaration = Declaration> extends VerifiedToken {
  principal: Principal<D>
}

/** An app's tokens: to another app, they are nothing. */
export interface Tokens<D extends Declaration = Declaration> extends Omit<Issuer<D>, 'issuePairFor'> {
  /**
   * Without a promise if the token was seen before. Throws NOT_AUTHENTICATED, or APP_UNAVAILABLE if it cannot be known
   * whether it is revoked.
   */
  verifyAccess(token: string): Access<D> | Promise<Access<D>>
  /** As `verifyAccess`; a token that was rotated away is still verified, until somebody uses it again. */
  verifyRefresh(token: string): Promise<VerifiedToken>
  /**
   * A new pair for a refresh token, which is used up by it. Used a second time, the token was stolen, from one side or the
   * other: its family is revoked (RFC 9700, section 4.14.2). `subject` says whom the new ones are for, if that has changed.
   */
  rotate(
    refreshToken: string,
    subject?: (claims: AppClaims) => TokenSubject<D> | Promise<TokenSubject<D>>,
  ): Promise<TokenPair>
  /** Revokes an access token, or with a refresh token all of its family. Throws NOT_AUTHENTICATED if it is neither. */
  revoke(token: string): Promise<void>
  revokeFamily(family: string): Promise<void>
}

/** Throws a TypeError for keys that are none. */
export function createTokens<D extends Declaration>(options: TokensOptions<D>): Tokens<D> {
  const { app, issuer, audience, revocations, now = Date.now, leewaySeconds = 5 } = options
  const { refreshTtlSeconds = defaultRefreshTtlSeconds, maxCachedTokens = 10_000 } = options
  const { issuePairFor, ...issuing } = createIssuer<D>(options)
  const keys = readKeys(options.keys, app.slug)
  const verify = createVerifier({ appId: app.id, keys, issuer, audience, leewaySeconds, now })
  const seen = createTokenCache<Access<D>>(maxCachedTokens, leewaySeconds, now)

  function assertStanding({ jti, family }: VerifiedToken): void {
    if (revocations.has(jti) || (family !== undefined && revocations.has(family)))
      throw notAuthenticated('the token is revoked')
  }

  /** The same token, once it is sure that it is not revoked. */
  function standing<T extends VerifiedToken>(verified: T): T | Promise<T> {
    const reading = revocations.fresh()
    if (!reading) {
      assertStanding(verified)
      return verified
    }
    return reading.then(() => {
      assertStanding(verified)
      return verified
    })
  }

  async function verifyRefresh(token: string): Promise<VerifiedToken> {
    const verified = await verify(token)
    assertType(verified, 'refresh')
    return standing(verified)
  }

  function revokeFamily(family: string): Promise<void> {
    return revocations.add([{ id: family, expiresAt: now() + (refreshTtlSeconds + leewaySeconds) * 1000 }])
  }

  const expiryOf = ({ exp }: { exp: number }) => (exp + leewaySeconds) * 1000

  return {
    ...issuing,
    verifyAccess(token) {
      const key = seen.keyOf(token)
      const known = seen.get(key)
      if (known) return standing(known)
      return verify(token).then((verified) => {
        assertType(verified, 'access')
        const { claims, jti, family, exp } = verified
        const access = { claims, jti, family, exp, principal: toPrincipal(app, claims) }
        seen.set(key, access)
        return standing(access)
      })
    },
    verifyRefresh,
    async rotate(refreshToken, subject) {
      const { claims, jti, exp, family = jti } = await verifyRefresh(refreshToken)
      const next = subject ? toClaims(await subject(claims)) : claims
      if (await revocations.use(jti, expiryOf({ exp }))) return issuePairFor(next, { family })
      await revokeFamily(family)
      throw notAuthenticated('the refresh token was used before: its family is revoked')
    },
    async revoke(token) {
      const verified = await verify(token)
      if (verified.type === 'refresh' && verified.family) await revokeFamily(verified.family)
      else await revocations.add([{ id: verified.jti, expiresAt: expiryOf(verified) }])
    },
    revokeFamily,
  }
}

function assertType({ type }: { type: TokenType }, expected: TokenType): void {
  if (type !== expected) throw notAuthenticated(`a token of type ${type} was sent as one of type ${expected}`)
}
