import { createHash } from 'node:crypto'
import { isIP } from 'node:net'
import type { StrictStore } from '@repo/multiapp'
import { type Attempt, type AttemptRules, createAttempts } from './attempts.ts'
import { createOneAtATime } from './one-at-a-time.ts'

/** How often something may be tried. A limit that is not named keeps its default. */
export interface Limits {
  /** Sign-ins to one account. Default: 10 failures in 15 minutes. */
  perAccount: AttemptRules
  /** Sign-ins by one client. Default: 100 failures in 15 minutes. */
  perClient: AttemptRules
  /** Mails to one address: sign-ups, resets, verifications, invitations. Default: 5 in 15 minutes. */
  mailsPerAddress: { count: number; seconds: number }
  /** The same, by one client. Default: 100 in 15 minutes. */
  mailsPerClient: { count: number; seconds: number }
}

export const defaultLimits: Limits = {
  perAccount: { failures: 10, seconds: 900, atOnce: 50 },
  perClient: { failures: 100, seconds: 900, atOnce: 200 },
  mailsPerAddress: { count: 5, seconds: 900 },
  mailsPerClient: { count: 100, seconds: 900 },
}

/** What asks. Without a client's address, in this process, only the account counts. */
export interface Asker {
  email: string
  clientAddress: string | null
}

/** Sign-ins and mails, as many as are taken. They count in the strict store: all hosts count together. */
export interface Limiter {
  /** Undefined if no more are taken now. */
  beginSignIn(asker: Asker): Promise<Attempt | undefined>
  /** Whether one more is taken now; it counts if so. */
  takeMail(asker: Asker): Promise<boolean>
  /** A sign-up with an address waits for the one under way: resolves with what ends it, or undefined if it takes too long. */
  beginSignUp(email: string): Promise<(() => Promise<void>) | undefined>
}

export function createLimiter(strict: StrictStore, given: Partial<Limits> = {}): Limiter {
  const { perAccount, perClient, mailsPerAddress, mailsPerClient } = { ...defaultLimits, ...given }
  const store = strict.withPrefix('identity')
  const accounts = createAttempts(store.withPrefix('account'), perAccount)
  const clients = createAttempts(store.withPrefix('client'), perClient)
  const mails = store.withPrefix('mail')
  const signUps = createOneAtATime(store.withPrefix('sign-up'))

  async function takeOne(key: string, { count, seconds }: Limits['mailsPerAddress']): Promise<boolean> {
    const id = crypto.randomUUID()
    await mails.addMember(key, id, seconds * 1000)
    if ((await mails.members(key)).length <= count) return true
    await mails.removeMember(key, id)
    return false
  }

  return {
    beginSignUp: (email) => signUps.take(accountKey(email)),
    async beginSignIn({ email, clientAddress }) {
      const byClient = clientAddress === null ? unlimited : await clients.begin(clientKey(clientAddress))
      const byAccount = byClient && (await accounts.begin(accountKey(email)))
      if (!byAccount) await byClient?.end(false)
      if (!byClient || !byAccount) return undefined
      return {
        async end(failed) {
          await Promise.all([byClient.end(failed), byAccount.end(failed)])
        },
      }
    },
    async takeMail({ email, clientAddress }) {
      if (clientAddress !== null && !(await takeOne(`client:${clientKey(clientAddress)}`, mailsPerClient)))
        return false
      return takeOne(`address:${accountKey(email)}`, mailsPerAddress)
    },
  }
}

const unlimited: Attempt = { end: async () => {} }

// The store keeps no address, and none is too long for it.
function accountKey(email: string): string {
  return createHash('sha256').update(email.normalize('NFC').toLowerCase()).digest('base64url')
}

// Whoever has an IPv6 address has all of a /64 (RFC 4291, section 2.5.4).
function clientKey(address: string): string {
  if (isIP(address) !== 6) return address
  const [head = '', tail] = address.split('%')[0]?.split('::') ?? []
  const groups = head === '' ? [] : head.split(':')
  const rest = tail ? tail.split(':') : []
  const filled = tail === undefined ? groups : [...groups, ...zeros(8 - groups.length - rest.length), ...rest]
  return filled
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}

function zeros(count: number): string[] {
  return Array.from({ length: Math.max(0, count) }, () => '0')
}
