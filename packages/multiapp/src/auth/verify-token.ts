import { TypeCompiler } from '@sinclair/typebox/compiler'
import { Value } from '@sinclair/typebox/value'
import { errors, type JWTPayload, type JWTVerifyOptions, jwtVerify } from 'jose'
import { AppClaims } from './claims.ts'
import type { TokenKey } from './keys.ts'
import { notAuthenticated } from './refusal.ts'
import { isCanonicalToken } from './token-form.ts'

export type TokenType = 'access' | 'refresh'

/** A token whose signature and claims are right. Whether it is revoked is another question. */
export interface VerifiedToken {
  claims: AppClaims
  jti: string
  family: string | undefined
  /** In seconds since 1970. */
  exp: number
}

export interface TokenRules {
  appId: string
  keys: readonly TokenKey[]
  issuer: string
  audience: string
  leewaySeconds: number
  /** In milliseconds since 1970. */
  now: () => number
}

export type TokenVerifier = (token: string) => Promise<VerifiedToken & { type: TokenType }>

/** Verifies tokens of either type. What it gives throws NOT_AUTHENTICATED, with the reason as its cause. */
export function createVerifier(rules: TokenRules): TokenVerifier {
  const { appId, keys, issuer, audience, leewaySeconds, now } = rules
  // Whether the other claims are there is asked below, where they are read: jose would take as long again to ask it.
  const expected = { issuer, audience, typ: 'JWT', clockTolerance: leewaySeconds }

  return async (token) => {
    if (!isCanonicalToken(token)) throw notAuthenticated('the token is not in canonical compact form')
    const currentDate = new Date(now())
    const verifying = verifySignature(token, keys, { ...expected, currentDate })
    const { payload } = await verifying.catch((error: unknown) => {
      throw notAuthenticated(describe(error), error)
    })
    // Read as the proof it is to carry along, and none comes with it (RFC 7800).
    if ('cnf' in payload) throw notAuthenticated('the token is bound to a key, and nothing proves that key')
    const claims = knownClaims(payload)
    if (!ClaimsCheck.Check(claims))
      throw notAuthenticated(`the claim ${wrongClaim(claims)} is not as it has to be`)
    const { jti, exp, iat, type, family } = claims
    if (claims.app_id !== appId) throw notAuthenticated('the token is for another app')
    if (jti === undefined || exp === undefined || type === undefined || iat === undefined)
      throw notAuthenticated('the token lacks a claim')
    if (iat > currentDate.getTime() / 1000 + leewaySeconds)
      throw notAuthenticated('the token is from the future')
    return { claims: frozen(claims), jti, family, exp, type }
  }
}

const ClaimsCheck = TypeCompiler.Compile(AppClaims)
const claimNames = new Set(Object.keys(AppClaims.properties))

// A name of a property, never what it holds.
function wrongClaim(payload: unknown): string {
  return Value.Errors(AppClaims, payload).First()?.path ?? ''
}

// What else a payload holds, `__proto__` among it, goes nowhere.
function knownClaims(payload: JWTPayload): Record<string, unknown> {
  const known: Record<string, unknown> = {}
  for (const name in payload) if (claimNames.has(name)) known[name] = payload[name]
  return known
}

// They are kept, and every request of the token sees the same.
function frozen(claims: AppClaims): AppClaims {
  for (const value of [claims.scp, claims.perms, claims.aud])
    if (typeof value === 'object') Object.freeze(value)
  return Object.freeze(claims)
}

type Options = Omit<JWTVerifyOptions, 'algorithms'>

function verifySignature(
  token: string,
  keys: readonly TokenKey[],
  options: Options,
): Promise<{ payload: JWTPayload }> {
  const [first, ...others] = keys.length > 1 ? likeliest(keys, token) : keys
  if (!first) return Promise.reject(new errors.JWSSignatureVerificationFailed())
  const verifying = jwtVerify(token, first.verify, { ...options, algorithms: [first.algorithm] })
  if (others.length === 0) return verifying
  return verifying.catch((error: unknown) => {
    if (error instanceof errors.JWSSignatureVerificationFailed) return verifySignature(token, others, options)
    throw error
  })
}

// `kid` only says which of our own keys to try: one that we do not know says nothing.
function likeliest(keys: readonly TokenKey[], token: string): readonly TokenKey[] {
  const kid = readKid(token)
  const named = keys.find((key) => key.kid === kid)
  return named ? [named] : keys
}

function readKid(token: string): unknown {
  try {
    const header: unknown = JSON.parse(
      Buffer.from(token.slice(0, token.indexOf('.')), 'base64url').toString(),
    )
    return header !== null && typeof header === 'object' && 'kid' in header ? header.kid : undefined
  } catch {
    return undefined
  }
}

function describe(error: unknown): string {
  if (error instanceof errors.JWSSignatureVerificationFailed)
    return 'the signature is not of a key of this app'
  if (error instanceof errors.JWTExpired) return 'the token has expired'
  if (error instanceof errors.JWTClaimValidationFailed)
    return `the claim ${error.claim} is not as it has to be`
  if (error instanceof errors.JOSEAlgNotAllowed) return 'the algorithm is not the one that is configured'
  return 'the token is malformed'
}
