import { createPrivateKey } from 'node:crypto'
import { assertSecrets, deriveBytes, type KeySource } from '../auth/keys.ts'

/** An app's keys for what sessions need: the first of each makes, all of them check. */
export interface SessionKeys {
  sealing: readonly Buffer[]
  cookies: readonly Buffer[]
}

/** Of what the app's tokens are signed with. Throws as `deriveSecrets` does. */
export function deriveSessionKeys(source: KeySource, slug: string): SessionKeys {
  return {
    sealing: deriveSecrets(source, slug, 'sessions', 32),
    cookies: deriveSecrets(source, slug, 'session-cookies', 32),
  }
}

/**
 * Derived from what the app's tokens are signed with: from each secret, or from each private key. A public key, which may
 * stand in the list to verify old tokens, is no secret and gives none. Throws a TypeError for bad secrets, or none.
 */
export function deriveSecrets(source: KeySource, slug: string, purpose: string, bytes: number): Buffer[] {
  if ('secrets' in source) assertSecrets(source.secrets)
  const secrets = 'secrets' in source ? source.secrets : source.keys.filter(isPrivate).map(privateBytes)
  if (secrets.length === 0) throw new TypeError('sessions: a secret or a private key is needed')
  return secrets.map((secret) => deriveBytes(secret, slug, purpose, bytes))
}

function isPrivate(pem: string): boolean {
  return pem.includes('PRIVATE KEY')
}

// Its one encoding: the same key in another PEM, with other line ends, is the same key.
function privateBytes(pem: string): string {
  return createPrivateKey(pem).export({ type: 'pkcs8', format: 'der' }).toString('base64')
}
