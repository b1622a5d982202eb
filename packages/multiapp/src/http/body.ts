import { AppError, type Violation } from '../errors/app-error.ts'

/**
 * A request whose body cannot be longer than `maxBytes`: reading past it throws BODY_TOO_LARGE. Nothing is read here, so
 * that whatever decides before the body (a guard) still does. HTTP itself holds a declared length to what it declares.
 */
export function limitBody(request: Request, maxBytes: number): Request {
  if (request.method === 'GET' || request.method === 'HEAD') return request
  const declared = request.headers.get('content-length')
  if (declared !== null && Number(declared) <= maxBytes) return request
  const { body } = request
  if (body === null) return request
  const tooLargeAtOnce = declared !== null
  return new Request(request, { body: tooLargeAtOnce ? refuse(body, maxBytes) : count(body, maxBytes) })
}

function count(body: ReadableStream<Uint8Array>, maxBytes: number): ReadableStream<Uint8Array> {
  let seen = 0
  return body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        seen += chunk.byteLength
        if (seen > maxBytes) controller.error(tooLarge(maxBytes))
        else controller.enqueue(chunk)
      },
    }),
  )
}

function refuse(body: ReadableStream<Uint8Array>, maxBytes: number): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        controller.error(tooLarge(maxBytes))
        await body.cancel().catch(() => {})
      },
    },
    { highWaterMark: 0 },
  )
}

function tooLarge(maxBytes: number): AppError {
  return new AppError('BODY_TOO_LARGE', { message: `a body of at most ${maxBytes} bytes is accepted` })
}

const jsonType = /^application\/(?:[\w.+-]+\+)?json$/i

/**
 * Elysia's `parse` hook for routes that name no parser of their own: JSON is parsed here, a form with files is left to
 * Elysia, anything else is UNSUPPORTED_MEDIA_TYPE. A route takes other types by Elysia's `parse: 'text'` and the like.
 */
export async function parseBody({ request }: { request: Request }, contentType: string): Promise<unknown> {
  if (request.body === null || contentType === 'multipart/form-data') return undefined
  if (!jsonType.test(contentType)) {
    throw new AppError('UNSUPPORTED_MEDIA_TYPE', { message: 'send the body as application/json' })
  }
  const text = await request.text()
  return text === '' ? undefined : parseJson(text)
}

// PostgreSQL's text cannot hold U+0000 (it raises 22021), and a lone surrogate is no Unicode text at all.
const suspicious = /\\u(?:0000|d[89a-f])/i

function parseJson(text: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new AppError('MALFORMED_BODY', { message: 'the body is not valid JSON', cause })
  }
  if (suspicious.test(text)) refuseUnstorable('body', value)
  return value
}

/**
 * Elysia's `beforeHandle` hook: refuses an escaped U+0000, which would reach the database as text, and a path that is
 * not UTF-8, for which Elysia hands `null` to the handler.
 */
export function refuseUnstorableAddress({
  request: { url },
  path,
}: {
  request: Request
  path: string
}): void {
  if (!url.includes('%')) return
  if (url.includes('%00') || !isDecodable(path)) refuseUnstorable('address', '\0')
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}

function refuseUnstorable(on: string, value: unknown): void {
  const violations: Violation[] = []
  findUnstorable(value, on, '', violations)
  if (violations.length > 0)
    throw new AppError('VALIDATION_FAILED', { message: 'the input is not valid', violations })
}

function findUnstorable(value: unknown, on: string, path: string, found: Violation[]): void {
  if (typeof value === 'string') {
    if (!isStorable(value))
      found.push({ on, path, message: 'expected text without U+0000 and lone surrogates' })
  } else if (value !== null && typeof value === 'object') {
    for (const [key, item] of Object.entries(value)) {
      if (isStorable(key)) findUnstorable(item, on, `${path}/${key}`, found)
      else found.push({ on, path, message: 'expected names without U+0000 and lone surrogates' })
    }
  }
}

function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed()
}
