import { createPrivateKey, createPublicKey, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'
import { type Algorithm, algorithms, type KeyPairAlgorithm, type SecretAlgorithm } from './algorithms.ts'

/** One key of an app's tokens. The first of a list signs, all of them verify. */
export interface TokenKey {
  algorithm: Algorithm
  /** Says which key a token was signed with, and nothing of the key. */
  kid: string
  verify: CryptoKey
  /** Missing where only the public half is known. */
  sign?: CryptoKey
}

/** Where an app's token keys come from: secrets that a key for each app is derived from, or key pairs. */
export type KeySource =
  | { algorithm?: SecretAlgorithm; secrets: readonly string[] }
  | {
      algorithm: KeyPairAlgorithm
      /** PEM blocks: private keys sign and verify, public keys verify. The first must be private. */
      keys: readonly string[]
    }

const minSecretBytes = 32
const placeholder =
  /change.?me|change.?this|replace.?(?:me|this)|your.?(?:super.?)?secret|placeholder|example|dummy|insecure|not.?a.?secret/i

/** An app's keys. Throws a TypeError that says what is wrong with the source and shows nothing of it. */
export function readKeys(source: KeySource, slug: string): TokenKey[] {
  if ('secrets' in source) {
    assertSecrets(source.secrets)
    const { algorithm = 'HS256', secrets } = source
    return secrets.map((secret) => deriveKey(secret, slug, algorithm))
  }
  const keys = source.keys.map((pem) => importKey(pem, source.algorithm))
  if (!keys[0]?.sign) throw new TypeError('the first key has to be a private one: it signs')
  return keys
}

/** Throws a TypeError if one of them is short, or is what documentation shows. */
export function assertSecrets(secrets: readonly string[]): void {
  if (secrets.length === 0) throw new TypeError('at least one secret is needed')
  for (const secret of secrets) {
    if (Buffer.byteLength(secret) < minSecretBytes)
      throw new TypeError(`a secret has at least ${minSecretBytes} bytes`)
    if (placeholder.test(secret) || new Set(secret).size < 8)
      throw new TypeError(
        'a secret is random, and this one is a placeholder: make one with "openssl rand -hex 32"',
      )
  }
}

/** Bytes that only this app has for this purpose (HKDF, RFC 5869). */
export function deriveBytes(secret: string, slug: string, purpose: string, bytes: number): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `multiapp/1/${slug}/${purpose}`, bytes))
}

function deriveKey(secret: string, slug: string, algorithm: SecretAlgorithm): TokenKey {
  const bytes = deriveBytes(secret, slug, `tokens/${algorithm}`, algorithms[algorithm].secretBytes)
  const hash = `SHA-${algorithm.slice(2)}`
  const key = toCryptoKey(createSecretKey(bytes), { name: 'HMAC', hash }, ['sign', 'verify'])
  const kid = deriveBytes(secret, slug, `kid/${algorithm}`, 8).toString('base64url')
  return { algorithm, kid, verify: key, sign: key }
}

function importKey(pem: string, algorithm: KeyPairAlgorithm): TokenKey {
  const { privateKey, publicKey } = readPem(pem)
  assertFits(publicKey, algorithm)
  const kid = fingerprint(publicKey.export({ type: 'spki', format: 'der' }))
  return {
    algorithm,
    kid,
    verify: toCryptoKey(publicKey, toParameters(algorithm), ['verify']),
    ...(privateKey && { sign: toCryptoKey(privateKey, toParameters(algorithm), ['sign']) }),
  }
}

function readPem(pem: string): { privateKey?: KeyObject; publicKey: KeyObject } {
  try {
    if (!pem.includes('PRIVATE KEY')) return { publicKey: createPublicKey(pem) }
    const privateKey = createPrivateKey(pem)
    return { privateKey, publicKey: createPublicKey(privateKey) }
  } catch {
    // The parser's own message may quote the input.
    throw new TypeError(
      'a key is a PEM block, of a private key (PKCS #8) or a public one (SPKI), without a password',
    )
  }
}

function assertFits(key: KeyObject, algorithm: KeyPairAlgorithm): void {
  const expected: { keyType: string; curve?: string } = algorithms[algorithm]
  const { namedCurve, modulusLength } = key.asymmetricKeyDetails ?? {}
  const fits =
    key.asymmetricKeyType === expected.keyType && (!expected.curve || namedCurve === expected.curve)
  if (!fits) {
    const kind = expected.curve ? `${expected.keyType} (${expected.curve})` : expected.keyType
    throw new TypeError(`${algorithm} needs a key of type ${kind}, this one is ${key.asymmetricKeyType}`)
  }
  if (expected.keyType === 'rsa' && (modulusLength ?? 0) < 2048)
    throw new TypeError(`${algorithm} needs at least 2048 bits (RFC 7518, section 3.3)`)
}

type KeyParameters = Exclude<Parameters<KeyObject['toCryptoKey']>[0], string>

function toCryptoKey(key: KeyObject, parameters: KeyParameters, usages: ('sign' | 'verify')[]): CryptoKey {
  return key.toCryptoKey(parameters, false, usages) as CryptoKey // with the DOM's types, which know fewer usages than Node's
}

function toParameters(algorithm: KeyPairAlgorithm): KeyParameters {
  const hash = `SHA-${algorithm.slice(2)}`
  const family = algorithm.slice(0, 2)
  if (family === 'RS') return { name: 'RSASSA-PKCS1-v1_5', hash }
  if (family === 'PS') return { name: 'RSA-PSS', hash }
  if (family === 'ES') return { name: 'ECDSA', namedCurve: curveNames[algorithm] ?? '' }
  return { name: 'Ed25519' }
}

const curveNames: Record<string, string> = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' }

/** SHA-256: the name a secret thing is kept under, from which nobody can tell the thing. */
export function fingerprint(thing: string | Uint8Array<ArrayBuffer>): string {
  return Bun.SHA256.hash(thing, 'base64url')
}
