import { AppError, type Violation } from '../errors/app-error.ts'
import { pointer } from '../errors/pointer.ts'

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
  const tooLargeAtOnce = Number(declared) > maxBytes
  return new Request(request, { body: tooLargeAtOnce ? refuse(body, maxBytes) : count(body, maxBytes) })
}

// Nothing is read ahead: what nobody asks for stays where it is.
function count(body: ReadableStream<Uint8Array>, maxBytes: number): ReadableStream<Uint8Array> {
  const reader = body.getReader()
  let seen = 0
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await reader.read()
        if (done) return controller.close()
        seen += value.byteLength
        if (seen <= maxBytes) return controller.enqueue(value)
        controller.error(tooLarge(maxBytes))
        await reader.cancel().catch(() => {})
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
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

const jsonType = /^application\/(?:[\w.+-]+\+)?json$/

/**
 * Elysia's `parse` hook for routes that name no parser of their own: JSON is parsed here, a form with files is left to
 * Elysia, anything else is UNSUPPORTED_MEDIA_TYPE. A route takes other types by Elysia's `parse: 'text'` and the like.
 */
export async function parseBody({ request }: { request: Request }, contentType: string): Promise<unknown> {
  if (request.body === null) return undefined
  const type = contentType.trim().toLowerCase()
  if (type === 'multipart/form-data') return undefined
  if (!jsonType.test(type)) {
    throw new AppError('UNSUPPORTED_MEDIA_TYPE', { message: 'send the body as application/json' })
  }
  const text = await request.text()
  return text === '' ? undefined : parseJson(text)
}

// PostgreSQL's text cannot hold U+0000 (it raises 22021), and a lone surrogate is no Unicode text at all.
const suspicious = /\\u(?:0000|d[89a-f])/i
const maxDepth = 100

function parseJson(text: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new AppError('MALFORMED_BODY', { message: 'the body is not valid JSON', cause })
  }
  const mayBeDeep = text.split(/[[{]/, maxDepth + 2).length > maxDepth
  if (mayBeDeep || suspicious.test(text)) refuseUnfit(value)
  return value
}

/**
 * VALIDATION_FAILED for an address with an escaped U+0000, which would reach the database as text, or with a path that is
 * not UTF-8, for which Elysia hands `null` to the handler.
 */
export function addressFault(url: string, path: string): AppError | undefined {
  if (!url.includes('%')) return undefined
  const isFit = !url.includes('%00') && isDecodable(path)
  return isFit ? undefined : unfit({ on: 'address', path: '', message: storable })
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}

const storable = 'expected text without U+0000 and lone surrogates'

// Without recursion, which nesting could exhaust, and up to the first fault only: the sender chooses how many there are.
function refuseUnfit(body: unknown): void {
  const stack = [{ value: body, path: '', depth: 0 }]
  for (let at = stack.pop(); at; at = stack.pop()) {
    const { value, path, depth } = at
    if (typeof value === 'string' && !isStorable(value)) throw unfit({ on: 'body', path, message: storable })
    if (value === null || typeof value !== 'object') continue
    if (depth >= maxDepth)
      throw unfit({ on: 'body', path: '', message: `expected at most ${maxDepth} levels` })
    for (const [name, item] of Object.entries(value)) {
      if (!isStorable(name)) throw unfit({ on: 'body', path, message: storable })
      stack.push({ value: item, path: pointer(path, name), depth: depth + 1 })
    }
  }
}

function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed()
}

function unfit(violation: Violation): AppError {
  return new AppError('VALIDATION_FAILED', { message: 'the input is not valid', violations: [violation] })
}
