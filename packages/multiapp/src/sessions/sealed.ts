import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'

const nonceBytes = 12
const tagBytes = 16

/**
 * Encrypts with AES-256-GCM (NIST SP 800-38D) for one place, and opens there only. Each place has a key of its own, so that
 * random nonces do not run out.
 */
export function seal(text: string, place: string, keys: readonly Buffer[]): string {
  const [first] = keys
  if (!first) throw new TypeError('sessions: a key is needed')
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', keyFor(first, place), nonce, { authTagLength: tagBytes })
  cipher.setAAD(Buffer.from(place))
  const encrypted = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), encrypted]).toString('base64url')
}

/** What was sealed for this place with one of the keys, or undefined. */
export function unseal(sealed: string, place: string, keys: readonly Buffer[]): string | undefined {
  const bytes = Buffer.from(sealed, 'base64url')
  if (bytes.length < nonceBytes + tagBytes) return undefined
  for (const key of keys) {
    try {
      return open(bytes, place, key)
    } catch {
      // Another key's, another place's, or changed.
    }
  }
  return undefined
}

function open(bytes: Buffer, place: string, key: Buffer): string {
  const nonce = bytes.subarray(0, nonceBytes)
  const decipher = createDecipheriv('aes-256-gcm', keyFor(key, place), nonce, { authTagLength: tagBytes })
  decipher.setAAD(Buffer.from(place))
  decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes))
  const rest = bytes.subarray(nonceBytes + tagBytes)
  return Buffer.concat([decipher.update(rest), decipher.final()]).toString('utf8')
}

function keyFor(key: Buffer, place: string): Buffer {
  return createHmac('sha256', key).update(place).digest()
}
