import { createPublicKey, type KeyObject } from 'node:crypto'
import { createLocalJWKSet, createRemoteJWKSet, errors, type JWTVerifyGetKey } from 'jose'

export type IssuerKeys = { pem: string } | { jwksUrl: string | URL }

const fetchTimeoutMs = 2000
// How often keys are fetched anew for tokens that name an unknown one: whoever sends many has them fetched no more often.
const cooldownMs = 30_000
const keysGoodForMs = 10 * 60_000
// After a failure, nobody waits for the next one for so long.
const retryAfterMs = 2000

/** Another issuer's public keys, by which its tokens are verified. Throws a TypeError for what is no key and no address. */
export function issuerKeys(keys: IssuerKeys): JWTVerifyGetKey {
  if ('jwksUrl' in keys) return keySet(assertSafeUrl(keys.jwksUrl))
  const key = readPublicKey(keys.pem)
  return async () => key
}

/** Whether it is the key set that could not be had: then nothing is said of the token. */
export function isOfKeySet(error: unknown): boolean {
  if (!(error instanceof errors.JOSEError)) return true
  return (
    error instanceof errors.JWKSTimeout ||
    error instanceof errors.JWKSInvalid ||
    error.code === errors.JOSEError.code // jose's own of an answer that is no key set
  )
}

// jose keeps the set, fetches it once for all who wait, and again for an unknown key. Only failures it does not space out.
function keySet(url: URL): JWTVerifyGetKey {
  const find = createRemoteJWKSet(url, {
    timeoutDuration: fetchTimeoutMs,
    cooldownDuration: cooldownMs,
    cacheMaxAge: keysGoodForMs,
  })
  let failure: { at: number; error: unknown } | undefined
  return async (header, token) => {
    if (failure && performance.now() - failure.at < retryAfterMs) {
      const kept = find.jwks()
      // A stranger's token that names an unknown key must not take the known ones from everybody.
      if (!kept) throw failure.error
      return createLocalJWKSet(kept)(header, token)
    }
    try {
      return await find(header, token)
    } catch (error) {
      if (isOfKeySet(error)) failure = { at: performance.now(), error }
      throw error
    }
  }
}

// Whoever could answer in the issuer's place could sign anything.
function assertSafeUrl(given: string | URL): URL {
  const url = URL.canParse(String(given)) ? new URL(given) : undefined
  const isLoopback = url && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback)) return url
  throw new TypeError('federation: option "keys.jwksUrl": expected an https:// address')
}

function readPublicKey(pem: string): KeyObject {
  try {
    if (!pem.includes('PRIVATE KEY')) return createPublicKey(pem)
  } catch {
    // Said below: the parser's own message may quote the input.
  }
  throw new TypeError('federation: option "keys.pem": expected the PEM block of a public key (SPKI)')
}
