import { createHash } from 'node:crypto'

export interface File {
  body: string
  /** Its media type. */
  type: string
  /** How long browsers may keep it without asking. */
  cacheControl: string
  headers?: Record<string, string>
}

/** Answers with the file, or with a 304 who has it already (RFC 9110, section 13.1.2). */
export function createFile({ body, type, cacheControl, headers }: File): (request: Request) => Response {
  const etag = `"${hashOf(body)}"`
  const always = { ...headers, etag, 'cache-control': cacheControl, 'x-content-type-options': 'nosniff' }
  return (request) => {
    if (names(request.headers.get('if-none-match'), etag))
      return new Response(null, { status: 304, headers: always })
    return new Response(body, { headers: { ...always, 'content-type': `${type}; charset=utf-8` } })
  }
}

/** What tells a text from any other, short enough for a name. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 16)
}

function names(header: string | null, etag: string): boolean {
  if (header === null) return false
  const tags = header.split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  return tags.includes('*') || tags.includes(etag)
}
