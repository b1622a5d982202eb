import type { ClientResult } from './client.ts'
import { noAnswer, ProblemError, toProblemError } from './problem-error.ts'

const longestText = 2000
// What a proxy says when it wants a sign-in, with 200: no call asks for one.
const page = 'text/html'

/**
 * What an answer says. JSON is parsed with its times as the text that they are, and text is text: a handler's `'42'` is no
 * number. Anything else but a page, such as a file or a stream, is the response itself, unread. Never rejects.
 */
export async function readAnswer(
  response: Response,
  signal: AbortSignal | null,
): Promise<ClientResult<unknown>> {
  const { status } = response
  const type = response.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? ''
  try {
    if (!response.ok) {
      const error = errorOf(response, type, await response.text())
      return { data: null, error, status, response }
    }
    if (isUnread(type) && response.body !== null) return { data: response, error: null, status, response }
    const text = await response.text()
    if (text === '') return { data: null, error: null, status, response }
    const data = isJson(type) ? parse(text) : type === page ? undefined : text
    if (data !== undefined) return { data, error: null, status, response }
    return { data: null, error: unexpected(response, text), status, response }
  } catch (cause) {
    return { data: null, error: noAnswer(cause, signal), status: 0, response: null }
  }
}

function errorOf(response: Response, type: string, text: string): ProblemError {
  const body = isJson(type) ? parse(text) : undefined
  return toProblemError(body) ?? unexpected(response, body === undefined ? text : body)
}

function unexpected(response: Response, body: unknown): ProblemError {
  const { status, statusText, headers } = response
  return new ProblemError('UNEXPECTED_ANSWER', {
    status,
    title: statusText || `status ${status}`,
    detail: `not an answer of the app: ${headers.get('content-type') ?? 'without a content type'}`,
    requestId: headers.get('x-request-id') ?? undefined,
    body: typeof body === 'string' ? body.slice(0, longestText) : body,
  })
}

function isUnread(type: string): boolean {
  return ![page, 'text/plain', ''].includes(type) && !isJson(type)
}

function isJson(type: string): boolean {
  return type === 'application/json' || type.endsWith('+json')
}

/** Undefined if it is no JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
