import { availableParallelism } from 'node:os'
import { createTurns } from './turns.ts'

/** OWASP's Password Storage Cheat Sheet: 19 MiB, two passes, one lane (RFC 9106). */
const cost = { algorithm: 'argon2id', memoryCost: 19_456, timeCost: 2 } as const

// The process's cores are shared by all its apps, and one of them is for everything else: the event loop.
const turns = createTurns(Math.max(1, availableParallelism() - 1))

/** A password's hash, as a PHC string. It is made beside the event loop, a few at a time. */
export function hashPassword(password: string): Promise<string> {
  return turns.take(() => Bun.password.hash(normal(password), cost))
}

/** Whether this is the password that was hashed. A hash that is none is nobody's. */
export function verifyPassword(hash: string, password: string): Promise<boolean> {
  return turns.take(() => Bun.password.verify(normal(password), hash).catch(() => false))
}

// The same characters from another keyboard may be other code points (NIST SP 800-63B, section 5.1.1.2).
function normal(password: string): string {
  return password.normalize('NFKC')
}
