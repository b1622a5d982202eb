/** The signature algorithms (RFC 7518, section 3.1; RFC 8037) and what a key of each must be. */
export const algorithms = {
  HS256: { secretBytes: 32 },
  HS384: { secretBytes: 48 },
  HS512: { secretBytes: 64 },
  RS256: { keyType: 'rsa' },
  RS384: { keyType: 'rsa' },
  RS512: { keyType: 'rsa' },
  PS256: { keyType: 'rsa' },
  PS384: { keyType: 'rsa' },
  PS512: { keyType: 'rsa' },
  ES256: { keyType: 'ec', curve: 'prime256v1' },
  ES384: { keyType: 'ec', curve: 'secp384r1' },
  ES512: { keyType: 'ec', curve: 'secp521r1' },
  EdDSA: { keyType: 'ed25519' },
} as const satisfies Record<string, { secretBytes: number } | { keyType: string; curve?: string }>

export type Algorithm = keyof typeof algorithms
export type SecretAlgorithm = 'HS256' | 'HS384' | 'HS512'
export type KeyPairAlgorithm = Exclude<Algorithm, SecretAlgorithm>

export function isAlgorithm(name: string): name is Algorithm {
  return Object.hasOwn(algorithms, name)
}

export function isSecretAlgorithm(algorithm: Algorithm): algorithm is SecretAlgorithm {
  return 'secretBytes' in algorithms[algorithm]
}
