import { createHmac, timingSafeEqual } from 'node:crypto'
import { notAuthenticated } from '../auth/refusal.ts'
import { type AppSession, sessionKey } from './app-session.ts'

export interface SessionCookieOptions {
  app: { id: string; slug: string }
  /** The first signs, all of them verify. */
  keys: readonly Buffer[]
  /** Whether browsers come over TLS. */
  secure: boolean
  now: () => number
}

/** An app's session cookie (RFC 6265bis): bound to the app by its name and, under the app's key, by what is in it. */
export interface SessionCookie {
  readonly name: string
  /** A `Set-Cookie` header that brings a browser into the session. */
  set(session: AppSession): string
  /** A `Set-Cookie` header that makes a browser forget it. */
  readonly clear: string
  /** The session's id, or undefined without a cookie. Throws NOT_AUTHENTICATED for one that this app has not made. */
  read(request: Request): string | undefined
}

export function createSessionCookie({ app, keys, secure, now }: SessionCookieOptions): SessionCookie {
  const name = sessionCookieName(app, secure)
  const attributes = `Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`
  const prove = (id: string, key: Buffer) =>
    createHmac('sha256', key).update(sessionKey(app.id, id)).digest('base64url')

  function isProven(id: string, proof: string): boolean {
    const given = Buffer.from(proof)
    // All of them, so that time does not tell which one it was.
    return keys.filter((key) => timingSafeEqual(Buffer.from(prove(id, key)), given)).length > 0
  }

  return {
    name,
    set(session) {
      const [key] = keys
      if (!key) throw new TypeError('sessions: a key is needed')
      const maxAge = Math.max(0, Math.ceil((session.expiresAt - now()) / 1000))
      return `${name}=${session.id}.${prove(session.id, key)}; Max-Age=${maxAge}; ${attributes}`
    },
    clear: `${name}=; Max-Age=0; ${attributes}`,
    read(request) {
      const value = cookieOf(request, name)
      if (value === undefined) return undefined
      const [, id, proof] = form.exec(value) ?? []
      if (id === undefined || proof === undefined || !isProven(id, proof))
        throw notAuthenticated('the session cookie is not one of this app')
      return id
    },
  }
}

/** With `__Host-` a browser takes it only from this very host, over TLS: no neighbour can plant one. */
export function sessionCookieName({ slug }: { slug: string }, secure: boolean): string {
  return `${secure ? '__Host-' : ''}${slug}-session`
}

// 32 random bytes, and an HMAC-SHA-256 over them as they are written.
const form = /^([\w-]{43})\.([\w-]{43})$/

function cookieOf(request: Request, name: string): string | undefined {
  const header = request.headers.get('cookie')
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
