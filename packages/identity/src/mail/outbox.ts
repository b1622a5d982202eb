import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Logger } from '@repo/multiapp'
import type { SendMail } from './mail.ts'

export interface OutboxOptions {
  slug: string
  from: string
  logger: Logger
}

/** Development's mail: two files in a folder, as text and as a page to open, and a log line that says where. */
export function createOutbox(folder: string, { slug, from, logger }: OutboxOptions): SendMail {
  return async ({ to, subject, text, html }) => {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const moment = new Date().toISOString().replaceAll(':', '-')
    const file = resolve(join(folder, `${moment}-${slug}-${crypto.randomUUID().slice(0, 8)}`))
    await writeFile(`${file}.html`, html, { mode: 0o600 })
    await writeFile(`${file}.txt`, `From: ${from}\nTo: ${to}\nSubject: ${subject}\n\n${text}\n`, {
      mode: 0o600,
    })
    logger.info({ file: `${file}.txt` }, `mail in the outbox: ${subject}`)
  }
}
