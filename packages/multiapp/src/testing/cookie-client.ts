import { createTestClient, type TestClient } from './test-client.ts'

/** A client that keeps the cookies it is given, and says which page it is on, as a browser does. */
export interface CookieClient extends TestClient {
  /** By their names. */
  readonly cookies: Map<string, string>
}

export interface CookieClientOptions {
  fetch(request: Request): Promise<Response>
  /** Sent with each request. */
  headers: Record<string, string>
  /** The page's, which every request that may change something names. */
  origin: string
}

export function createCookieClient({ fetch, headers: sent, origin }: CookieClientOptions): CookieClient {
  const cookies = new Map<string, string>()

  async function ask(request: Request): Promise<Response> {
    const { headers, method } = request
    if (cookies.size > 0 && !headers.has('cookie'))
      headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '))
    if (method !== 'GET' && method !== 'HEAD' && !headers.has('origin')) headers.set('origin', origin)
    const response = await fetch(request)
    for (const line of response.headers.getSetCookie()) keep(line)
    return response
  }

  function keep(line: string): void {
    const { name, value, isExpired } = parseSetCookie(line)
    if (isExpired) cookies.delete(name)
    else cookies.set(name, value)
  }

  return { ...createTestClient(ask, sent), cookies }
}

// As far as one app's cookies differ: not by domain and path.
function parseSetCookie(line: string) {
  const { name, value, maxAge, expires } = Bun.Cookie.parse(line)
  const isExpired =
    maxAge === undefined ? (expires?.getTime() ?? Number.POSITIVE_INFINITY) <= Date.now() : maxAge <= 0
  return { name, value, isExpired }
}
