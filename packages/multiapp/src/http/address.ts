/**
 * A request whose URL is absolute and `http:`. Without a Host, or with one that is none, Bun's is only a path, and Elysia
 * looks for the path behind the seventh character.
 */
export function withAbsoluteUrl(request: Request): Request {
  const { url } = request
  if (url.startsWith('http://')) return request
  const absolute = url.startsWith('https://')
    ? `http://${url.slice('https://'.length)}`
    : `http://localhost${url}`
  return new Request(absolute, request)
}

/** The path of an absolute `http:` URL, as it was sent. */
export function pathOf(url: string): string {
  const start = pathStart(url)
  const end = url.indexOf('?', start)
  return end === -1 ? url.slice(start) : url.slice(start, end)
}

/** The same request without `prefix` at the front of its path. */
export function withoutPrefix(request: Request, prefix: string): Request {
  const { url } = request
  const start = pathStart(url)
  const rest = url.slice(start + prefix.length)
  return new Request(url.slice(0, start) + (rest.startsWith('/') ? rest : `/${rest}`), request)
}

/** The app knows nothing of its prefix: a path it sends the client to lies below it. */
export function restorePrefix(response: Response, prefix: string): void {
  const location = response.headers.get('location')
  if (location?.startsWith('/') && !location.startsWith('//'))
    response.headers.set('location', prefix + location)
}

function pathStart(url: string): number {
  return url.indexOf('/', 'http://'.length)
}
