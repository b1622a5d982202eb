import { createTransport } from 'nodemailer'
import type { SendMail } from './mail.ts'

const connectionMs = 10_000
const silenceMs = 20_000

/** Sends through an SMTP server. Beyond this machine only over TLS: `smtps://`, or by STARTTLS (RFC 3207). */
export function createSmtp(url: string, from: string): SendMail {
  const { protocol, hostname, port, username, password } = new URL(url)
  const secure = protocol === 'smtps:'
  const transport = createTransport({
    host: hostname,
    port: port ? Number(port) : secure ? 465 : 587,
    secure,
    requireTLS: !secure && !isThisMachine(hostname),
    ...(username && { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    connectionTimeout: connectionMs,
    socketTimeout: silenceMs,
    // What a mail is made of is text: none of it names a file or an address to read.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return async ({ to, subject, text, html }) => {
    // As an object, no address in it is parsed for several.
    await transport.sendMail({ from, to: { name: '', address: to }, subject, text, html })
  }
}

function isThisMachine(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]'
}
