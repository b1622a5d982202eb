import type { AppConfig, Logger } from '@repo/multiapp'
import { createOutbox } from './outbox.ts'
import { createSmtp } from './smtp.ts'
import type { Content } from './templates.ts'

export interface Mail extends Content {
  /** One address. */
  to: string
}

/** Sends one mail, or rejects. */
export type SendMail = (mail: Mail) => Promise<void>

/** Where the app's mail goes, by its configuration: to SMTP_URL, to development's outbox, to a test; undefined for nowhere. */
export function createMail(
  { mail, slug, publicUrl }: Pick<AppConfig, 'mail' | 'slug' | 'publicUrl'>,
  logger: Logger,
): SendMail | undefined {
  if (mail.send) return mail.send
  const from = mail.from ?? `no-reply@${publicUrl ? new URL(publicUrl).hostname : 'localhost'}`
  if (mail.smtpUrl) return createSmtp(mail.smtpUrl, from)
  if (mail.outboxFolder) return createOutbox(mail.outboxFolder, { slug, from, logger })
  return undefined
}
