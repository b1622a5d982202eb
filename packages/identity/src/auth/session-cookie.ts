import { createHmac, timingSafeEqual } from 'node:crypto'
import { notAuthenticated } from '@repo/multiapp'

export interface SessionCookieOptions {
  /** What the names of all the app's cookies begin with. */
  prefix: string
  /** The first signs, all of them verify. */
  secrets: readonly string[]
}

/** The cookie by which Better Auth knows a session: its token, signed with the app's secret. */
export interface SessionCookie {
  readonly name: string
  /** The session's token, or undefined without a cookie. Throws NOT_AUTHENTICATED for one that this app has not signed. */
  read(headers: Headers): string | undefined
  /** The `Cookie` header with the session signed as it is today, where it was signed with a secret of yesterday. */
  renew(headers: Headers): string | undefined
}

export function createSessionCookie({ prefix, secrets }: SessionCookieOptions): SessionCookie {
  const name = `${prefix}.session_token`

  // All of them, so that time does not tell which one it was.
  const signerOf = (token: string, signature: string) =>
    secrets.filter((secret) => isSame(sign(token, secret), signature))[0]

  function open(headers: Headers): { token: string; secret: string; raw: string } | undefined {
    const raw = cookieOf(headers.get('cookie'), name)
    if (raw === undefined) return undefined
    const [, token, signature] = form.exec(decode(raw)) ?? []
    const secret = token && signature ? signerOf(token, signature) : undefined
    if (!token || !secret) throw notAuthenticated('the session cookie is not one of this app')
    return { token, secret, raw }
  }

  return {
    name,
    read: (headers) => open(headers)?.token,
    renew(headers) {
      const [current] = secrets
      const found = secrets.length > 1 && current !== undefined ? attempt(() => open(headers)) : undefined
      if (!found || !current || found.secret === current) return undefined
      const renewed = encodeURIComponent(`${found.token}.${sign(found.token, current)}`)
      return headers.get('cookie')?.replace(`${name}=${found.raw}`, `${name}=${renewed}`)
    },
  }
}

// A token of letters and digits, and an HMAC-SHA-256 in base64.
const form = /^([\w-]{16,128})\.([\w+/]{43}=)$/

function sign(token: string, secret: string): string {
  return createHmac('sha256', secret).update(token).digest('base64')
}

function isSame(expected: string, given: string): boolean {
  return timingSafeEqual(Buffer.from(expected), Buffer.from(given))
}

function cookieOf(header: string | null, name: string): string | undefined {
  if (!header?.includes(name)) return undefined
  const values = header
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1))
  // One of them was planted, and nothing says which.
  if (values.length > 1) throw notAuthenticated('two session cookies')
  return values[0]
}

function decode(text: string): string {
  return attempt(() => decodeURIComponent(text)) ?? ''
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
