import { createHash, createHmac, pbkdf2 } from 'node:crypto'
import { promisify } from 'node:util'

const iterations = 4096

/**
 * The SCRAM-SHA-256 verifier of a password (RFC 5802, section 3; RFC 7677): what goes into `ALTER ROLE … PASSWORD`, so
 * that the password itself is in no statement and no log. The salt is derived, so that hosts that provision the same
 * role write the same verifier.
 */
export async function scramVerifier(role: string, password: string): Promise<string> {
  const salt = createHmac('sha256', password).update(`salt:${role}`).digest().subarray(0, 16)
  const salted = await promisify(pbkdf2)(password, salt, iterations, 32, 'sha256')
  const clientKey = createHmac('sha256', salted).update('Client Key').digest()
  const storedKey = createHash('sha256').update(clientKey).digest('base64')
  const serverKey = createHmac('sha256', salted).update('Server Key').digest('base64')
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${serverKey}`
}
