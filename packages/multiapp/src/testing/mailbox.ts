import type { OutgoingMail } from '../app/app-config.ts'

/** A mail that a test app has sent. */
export interface TestMail extends OutgoingMail {
  /** The first link in its text. Throws an Error if there is none. */
  readonly link: URL
}

export interface Mailbox {
  /** Takes a mail in. */
  send(mail: OutgoingMail): Promise<void>
  /** All that came, oldest first. */
  readonly mails: readonly TestMail[]
  /** The next mail to an address: each is given out once. Waits for it; rejects after 5 s. */
  mailTo(address: string): Promise<TestMail>
}

/** Where a test app's mails end. `patienceMs` is how long one is waited for. */
export function createMailbox(patienceMs = 5000): Mailbox {
  const mails: TestMail[] = []
  const given = new Set<TestMail>()
  return {
    mails,
    async send(mail) {
      mails.push(toTestMail(mail))
    },
    async mailTo(address) {
      for (
        const deadline = performance.now() + patienceMs;
        performance.now() < deadline;
        await Bun.sleep(2)
      ) {
        const found = mails.find((mail) => mail.to === address && !given.has(mail))
        if (found) {
          given.add(found)
          return found
        }
      }
      const others = mails.map(({ to, subject }) => `${to}: ${subject}`)
      throw new Error(
        `no mail to ${address} within ${patienceMs / 1000} s; there were ${others.join(', ') || 'none'}`,
      )
    },
  }
}

function toTestMail(mail: OutgoingMail): TestMail {
  return {
    ...mail,
    get link() {
      const found = /https?:\/\/\S+/.exec(mail.text)?.[0]
      if (!found) throw new Error(`no link in the mail "${mail.subject}"`)
      return new URL(found)
    },
  }
}
