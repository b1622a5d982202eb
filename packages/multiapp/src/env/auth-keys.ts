import { type Algorithm, algorithms, isAlgorithm, isSecretAlgorithm } from '../auth/algorithms.ts'
import { assertSecrets, type KeySource, readKeys } from '../auth/keys.ts'
import type { Attempt } from './app-variables.ts'

export interface AuthVariables {
  AUTH_ALGORITHM: string
  AUTH_SECRET?: string
  AUTH_PRIVATE_KEY?: string
}

/**
 * Where the keys of tokens come from. Every key is read here once, so that a wrong one stops the start and not the first
 * sign-in. `makeSecret` stands in where none is given; undefined in production.
 */
export function readAuthKeys(
  { AUTH_ALGORITHM, AUTH_SECRET, AUTH_PRIVATE_KEY }: AuthVariables,
  attempt: Attempt,
  makeSecret: (() => string) | undefined,
  needsKeys: boolean,
): KeySource | undefined {
  const algorithm = attempt('AUTH_ALGORITHM', () => parseAlgorithm(AUTH_ALGORITHM))
  if (!algorithm) return undefined
  if (!needsKeys && !AUTH_SECRET && !AUTH_PRIVATE_KEY) return undefined
  if (!isSecretAlgorithm(algorithm)) {
    return attempt('AUTH_PRIVATE_KEY', () => {
      const source = { algorithm, keys: pemBlocks(AUTH_PRIVATE_KEY ?? '') }
      readKeys(source, 'probe')
      return source
    })
  }
  if (AUTH_PRIVATE_KEY) {
    attempt('AUTH_PRIVATE_KEY', () => {
      throw new TypeError(`${algorithm} signs with AUTH_SECRET: set AUTH_ALGORITHM to what the key is of`)
    })
  }
  return attempt('AUTH_SECRET', () => {
    const secrets =
      AUTH_SECRET?.split(',').map((secret) => secret.trim()) ?? (makeSecret ? [makeSecret()] : [])
    if (secrets.length === 0)
      throw new TypeError('expected at least 32 random bytes, such as "openssl rand -hex 32" prints')
    assertSecrets(secrets)
    return { algorithm, secrets }
  })
}

function parseAlgorithm(name: string): Algorithm {
  if (!isAlgorithm(name)) throw new TypeError(`expected one of ${Object.keys(algorithms).join(', ')}`)
  return name
}

function pemBlocks(text: string): string[] {
  const blocks = text.replaceAll('\\n', '\n').match(/-----BEGIN ([A-Z ]+)-----[\s\S]+?-----END \1-----/g)
  if (!blocks)
    throw new TypeError('expected PEM blocks, the first of a private key, such as "openssl genpkey" prints')
  return blocks
}
