import { jwt } from '@elysiajs/jwt'
import type { Declaration } from '../app/declaration.ts'
import { type AppClaims, appClaims } from './claims.ts'
import { type KeySource, readKeys, type TokenKey } from './keys.ts'
import type { TokenType } from './verify-token.ts'

export interface IssuerOptions {
  app: { id: string; slug: string }
  keys: KeySource
  issuer: string
  audience: string
  /** Default: 900. */
  accessTtlSeconds?: number
  /** How long a sign-in lasts that is not used. Default: 30 days. */
  refreshTtlSeconds?: number
  /** A clock in milliseconds since 1970, for tests. */
  now?: () => number
}

/** Whom a token is for. */
export interface TokenSubject<D extends Declaration = Declaration> {
  id: string
  /** Default: `user`. */
  type?: string
  email?: string
  name?: string
  organizationId?: string
  organizationSlug?: string
  role?: D['role']
  /** Beyond the role's. */
  permissions?: readonly D['permission'][]
  scopes?: readonly string[]
  clientId?: string
  isPlatformAdmin?: boolean
  federationId?: string
}

export interface IssueOptions {
  ttlSeconds?: number
  /** Beyond the app itself, which is always one. */
  audience?: readonly string[]
  /** What all tokens of one sign-in share, and go with. Default: a new one. */
  family?: string
}

export interface TokenPair {
  accessToken: string
  refreshToken: string
  /** Of the access token, in seconds. */
  expiresIn: number
}

/** Makes tokens for an app; it knows nothing of what became of them. */
export interface Issuer<D extends Declaration = Declaration> {
  issueAccess(subject: TokenSubject<D>, options?: IssueOptions): Promise<string>
  issueRefresh(subject: TokenSubject<D>, options?: IssueOptions): Promise<string>
  issuePair(subject: TokenSubject<D>, options?: IssueOptions): Promise<TokenPair>
  /** As `issuePair`, for whom these claims say. */
  issuePairFor(claims: AppClaims, options?: IssueOptions): Promise<TokenPair>
}

export const defaultRefreshTtlSeconds = 30 * 24 * 3600

/** Throws a TypeError for keys that are none. */
export function createIssuer<D extends Declaration>({
  app,
  keys,
  issuer,
  audience,
  accessTtlSeconds = 900,
  refreshTtlSeconds = defaultRefreshTtlSeconds,
  now = Date.now,
}: IssuerOptions): Issuer<D> {
  const sign = createSigner(readKeys(keys, app.slug))

  function issue(
    type: TokenType,
    claims: AppClaims,
    ttlSeconds: number,
    more: readonly string[] = [],
  ): Promise<string> {
    // A family is revoked for as long as a refresh token lasts: none of its tokens may last longer.
    if (!(ttlSeconds > 0 && ttlSeconds <= refreshTtlSeconds))
      throw new TypeError(`tokens: ttlSeconds is a number above 0, at most ${refreshTtlSeconds}`)
    const iat = Math.floor(now() / 1000)
    return sign({
      ...appClaims(claims, app),
      type,
      iss: issuer,
      aud: more.length > 0 ? [...new Set([audience, ...more])] : audience,
      sub: claims.pid,
      jti: crypto.randomUUID(),
      iat,
      exp: iat + Math.ceil(ttlSeconds),
    })
  }

  async function issuePairFor(
    claims: AppClaims,
    { ttlSeconds: expiresIn = accessTtlSeconds, audience, family = crypto.randomUUID() }: IssueOptions = {},
  ): Promise<TokenPair> {
    const shared = { ...withoutTokenClaims(claims), family }
    const [accessToken, refreshToken] = await Promise.all([
      issue('access', shared, expiresIn, audience),
      issue('refresh', shared, refreshTtlSeconds, audience),
    ])
    return { accessToken, refreshToken, expiresIn }
  }

  return {
    async issueAccess(subject, { ttlSeconds = accessTtlSeconds, audience, family } = {}) {
      return issue('access', { ...toClaims(subject), ...(family && { family }) }, ttlSeconds, audience)
    },
    async issueRefresh(
      subject,
      { ttlSeconds = refreshTtlSeconds, audience, family = crypto.randomUUID() } = {},
    ) {
      return issue('refresh', { ...toClaims(subject), family }, ttlSeconds, audience)
    },
    issuePair: async (subject, options) => issuePairFor(toClaims(subject), options),
    issuePairFor,
  }
}

// Elysia's plugin signs, one instance for a key: its header's fields come from the constructor alone. It is never used as
// a plugin, which would put the decorator of one app into another.
function createSigner(keys: readonly TokenKey[]): (claims: AppClaims) => Promise<string> {
  const [first] = keys
  if (!first?.sign) throw new TypeError('tokens: the first key signs, and this one cannot')
  const { decorator } = jwt({
    name: 'signer',
    secret: first.sign,
    alg: first.algorithm,
    kid: first.kid,
    typ: 'JWT',
  })
  return (claims) => decorator.signer.sign(claims as never) // its type knows the registered claims only
}

/** The claims of a subject, by the names of the wire. */
export function toClaims<D extends Declaration>(subject: TokenSubject<D>): AppClaims {
  const { id, type, email, name, organizationId, organizationSlug, role, permissions, scopes } = subject
  return {
    pid: id,
    pty: type ?? 'user',
    ...(email !== undefined && { email }),
    ...(name !== undefined && { name }),
    ...(organizationId !== undefined && { org_id: organizationId }),
    ...(organizationSlug !== undefined && { org_slug: organizationSlug }),
    ...(role !== undefined && { role }),
    ...(subject.clientId !== undefined && { azp: subject.clientId }),
    ...(scopes && { scp: [...scopes] }),
    ...(permissions && { perms: [...permissions] }),
    ...(subject.isPlatformAdmin && { platform_admin: true }),
    ...(subject.federationId !== undefined && { federation_id: subject.federationId }),
  }
}

function withoutTokenClaims(claims: AppClaims): AppClaims {
  const {
    type: _type,
    iss: _iss,
    sub: _sub,
    aud: _aud,
    jti: _jti,
    iat: _iat,
    nbf: _nbf,
    exp: _exp,
    ...rest
  } = claims
  return rest
}
