/** Which browsers' pages may call an app (the Fetch standard, section 3.3). Everything is off unless named. */
export interface CorsOptions {
  /** Exact origins, such as `https://app.example.com`: no wildcards. */
  origins: readonly string[]
  /** Whether cookies may come along. Default: false. */
  credentials?: boolean
  /** Request headers beyond the safelisted ones. Default: content-type, authorization, x-app-id, x-request-id. */
  headers?: readonly string[]
  /** Response headers a page may read. Default: x-request-id, location. */
  exposeHeaders?: readonly string[]
  /** How long a browser may keep a preflight's answer. Default: 600. */
  maxAgeSeconds?: number
}

const defaultHeaders = ['content-type', 'authorization', 'x-app-id', 'x-request-id']
const defaultExposeHeaders = ['x-request-id', 'location']
const methods = 'GET, HEAD, POST, PUT, PATCH, DELETE'

/** Throws a TypeError that names the first origin that is not one. */
export function assertCors({ origins }: CorsOptions): void {
  for (const origin of origins) {
    if (!URL.canParse(origin) || new URL(origin).origin !== origin) {
      throw new TypeError(
        `cors.origins: expected scheme://host[:port] and nothing more, got ${JSON.stringify(origin)}`,
      )
    }
  }
}

export function isPreflight(request: Request): boolean {
  return (
    request.method === 'OPTIONS' &&
    request.headers.has('origin') &&
    request.headers.has('access-control-request-method')
  )
}

/**
 * The answer to a preflight, or undefined if no app lets the origin in. A preflight carries no X-App-ID, so it is
 * answered for all the apps that could be meant; the real response then carries only its own app's permission.
 */
export function preflightResponse(request: Request, policies: Iterable<CorsOptions>): Response | undefined {
  const origin = request.headers.get('origin') ?? ''
  const granting = [...policies].filter(({ origins }) => origins.includes(origin))
  if (granting.length === 0) return undefined
  const headers = new Set(granting.flatMap((policy) => policy.headers ?? defaultHeaders))
  const maxAge = Math.min(...granting.map(({ maxAgeSeconds = 600 }) => maxAgeSeconds))
  return new Response(null, {
    status: 204,
    headers: {
      'access-control-allow-origin': origin,
      'access-control-allow-methods': methods,
      'access-control-allow-headers': [...headers].join(', '),
      'access-control-max-age': String(maxAge),
      ...(granting.some(({ credentials }) => credentials) && { 'access-control-allow-credentials': 'true' }),
      vary: 'origin, access-control-request-method, access-control-request-headers',
    },
  })
}

/** Adds an app's permission to its response. A 404 to a stranger stays like every other 404. */
export function applyCors(request: Request, response: Response, policy: CorsOptions): void {
  const origin = request.headers.get('origin')
  const granted = origin !== null && policy.origins.includes(origin)
  if (granted || response.status !== 404) response.headers.append('vary', 'origin')
  if (!granted) return
  response.headers.set('access-control-allow-origin', origin)
  response.headers.set(
    'access-control-expose-headers',
    (policy.exposeHeaders ?? defaultExposeHeaders).join(', '),
  )
  if (policy.credentials) response.headers.set('access-control-allow-credentials', 'true')
}
