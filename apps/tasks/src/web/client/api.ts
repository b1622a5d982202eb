/** What the server refuses: its problem documents (RFC 9457), and Better Auth's errors. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

export interface Page<Item> {
  items: Item[]
  nextCursor: string | null
}

type Headers = Record<string, string>

/** Throws an ApiError. */
export const get = <Answer>(path: string): Promise<Answer> => ask('GET', path)

/** Throws an ApiError. */
export const post = <Answer = unknown>(path: string, body: object = {}): Promise<Answer> =>
  ask('POST', path, body)

/** Throws an ApiError. */
export const patch = <Answer>(path: string, body: object, headers?: Headers): Promise<Answer> =>
  ask('PATCH', path, body, headers)

/** Throws an ApiError. */
export const remove = (path: string, headers?: Headers): Promise<void> =>
  ask('DELETE', path, undefined, headers)

const refusalListeners = new Set<() => void>()

/** Calls `fn` when the server refuses somebody something: they may be signed out, or have another role by now. */
export function onRefusal(fn: () => void, life: AbortSignal): void {
  refusalListeners.add(fn)
  life.addEventListener('abort', () => refusalListeners.delete(fn))
}

async function ask<Answer>(method: string, path: string, body?: object, headers?: Headers): Promise<Answer> {
  const response = await fetch(path, {
    method,
    headers: { ...(body && { 'content-type': 'application/json' }), ...headers },
    ...(body && { body: JSON.stringify(body) }),
  }).catch(() => {
    throw new ApiError(0, 'UNREACHABLE', 'the server cannot be reached: try again')
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json')
  const answer: unknown = isJson && text !== '' ? JSON.parse(text) : undefined
  if (response.ok) return answer as Answer // as the server declares it
  if ([401, 403].includes(response.status)) for (const fn of [...refusalListeners]) fn()
  throw toError(response.status, answer)
}

function toError(status: number, answer: unknown): ApiError {
  const { code, detail, message, title } = (answer ?? {}) as Partial<Record<string, string>> // either kind of error
  return new ApiError(
    status,
    code ?? 'UNKNOWN',
    detail ?? message ?? title ?? 'something went wrong: try again',
  )
}
