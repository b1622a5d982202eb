import { AppError } from '../errors/app-error.ts'

export interface OriginRules {
  /** Exact origins, beside the request's own host. */
  origins: readonly string[]
  /** Whether the own host's pages come over TLS. */
  secure: boolean
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * A browser sends cookies along with whatever a page asks it to send. Throws FORBIDDEN for what changes something, and for
 * a WebSocket, unless the request says that it comes from a page that may (RFC 6454; RFC 6455, section 10.2).
 */
export function assertOrigin(request: Request, rules: OriginRules): void {
  const { method, headers } = request
  const isSocket = headers.get('upgrade')?.toLowerCase() === 'websocket'
  if (safeMethods.has(method) && !isSocket) return
  if (isAllowed(headers.get('origin'), headers.get('host') ?? new URL(request.url).host, rules)) return
  throw new AppError('FORBIDDEN', {
    message: 'with a session, this needs the Origin of a page that is allowed',
  })
}

/** Throws a TypeError for what no browser sends as an origin. */
export function assertOrigins(origins: readonly string[]): void {
  for (const origin of origins) {
    if (!URL.canParse(origin) || new URL(origin).origin !== origin)
      throw new TypeError(
        `origins: expected scheme://host[:port] and nothing more, got ${JSON.stringify(origin)}`,
      )
  }
}

function isAllowed(origin: string | null, host: string, { origins, secure }: OriginRules): boolean {
  if (origin === null) return false
  return origins.includes(origin) || isOwn(origin, host, secure)
}

function isOwn(origin: string, host: string, secure: boolean): boolean {
  if (!URL.canParse(origin)) return false
  const page = new URL(origin)
  // Not the spelling of an origin, or `null`: nothing a browser sends for a page of this host.
  if (page.origin !== origin || page.host !== hostOf(host, page.protocol)) return false
  // Somebody on the way can make a page of this host without TLS.
  return !secure || page.protocol === 'https:' || isLoopback(page.hostname)
}

// Some proxies send the port also where it is the scheme's own.
function hostOf(host: string, protocol: string): string | undefined {
  const url = `${protocol}//${host}`
  return URL.canParse(url) ? new URL(url).host : undefined
}

function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '127.0.0.1' ||
    hostname === '[::1]'
  )
}
