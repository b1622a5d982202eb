import { TypeCompiler } from '@sinclair/typebox/compiler'
import { Value } from '@sinclair/typebox/value'
import { errors, type JWTVerifyOptions, jwtVerify } from 'jose'
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

/** Verifies a token of either type. Throws NOT_AUTHENTICATED, with the reason as its cause. */
export async function verifyToken(
  token: string,
  { appId, keys, issuer, audience, leewaySeconds, now }: TokenRules,
): Promise<VerifiedToken & { type: TokenType }> {
  if (!isCanonicalToken(token)) throw notAuthenticated('the token is not in canonical compact form')
  const currentDate = new Date(now())
  const payload = await verifySignature(token, keys, {
    issuer,
    audience,
    typ: 'JWT',
    clockTolerance: leewaySeconds,
    currentDate,
    requiredClaims: ['exp', 'iat', 'jti', 'pid', 'type', 'app_id'],
  })
  // Read as the proof it is to carry along, and none comes with it (RFC 7800).
  if ('cnf' in payload) throw notAuthenticated('the token is bound to a key, and nothing proves that key')
  if (!ClaimsCheck.Check(payload))
    throw notAuthenticated(`the claim ${wrongClaim(payload)} is not as it has to be`)
  const { jti, exp, iat, type, family } = payload
  if (payload.app_id !== appId) throw notAuthenticated('the token is for another app')
  if (jti === undefined || exp === undefined || type === undefined || iat === undefined)
    throw notAuthenticated('the token lacks a claim')
  if (iat > currentDate.getTime() / 1000 + leewaySeconds)
    throw notAuthenticated('the token is from the future')
  return { claims: knownClaims(payload), jti, family, exp, type }
}

const ClaimsCheck = TypeCompiler.Compile(AppClaims)
const claimNames = Object.keys(AppClaims.properties) as (keyof AppClaims)[] // the properties of its own schema

// A name of a property, never what it holds.
function wrongClaim(payload: unknown): string {
  return Value.Errors(AppClaims, payload).First()?.path ?? ''
}

// What else a payload holds, `__proto__` among it, goes nowhere.
function knownClaims(payload: AppClaims): AppClaims {
  const known = claimNames.filter((name) => Object.hasOwn(payload, name))
  return Object.fromEntries(known.map((name) => [name, payload[name]])) as AppClaims // checked before
}

type Options = Omit<JWTVerifyOptions, 'algorithms'>

async function verifySignature(
  token: string,
  keys: readonly TokenKey[],
  options: Options,
): Promise<unknown & object> {
  const kid = readKid(token)
  const named = keys.find((key) => key.kid === kid)
  // `kid` only says which of our own keys to try: one that we do not know says nothing.
  for (const key of named ? [named] : keys) {
    try {
      return (await jwtVerify(token, key.verify, { ...options, algorithms: [key.algorithm] })).payload
    } catch (error) {
      if (!(error instanceof errors.JWSSignatureVerificationFailed))
        throw notAuthenticated(describe(error), error)
    }
  }
  throw notAuthenticated('the signature is not of a key of this app')
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
  if (error instanceof errors.JWTExpired) return 'the token has expired'
  if (error instanceof errors.JWTClaimValidationFailed)
    return `the claim ${error.claim} is not as it has to be`
  if (error instanceof errors.JOSEAlgNotAllowed) return 'the algorithm is not the one that is configured'
  return 'the token is malformed'
}
