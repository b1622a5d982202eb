import { type ErrorCode, statusByCode, type Violation } from '../errors/app-error.ts'

/** What goes wrong on this side, or between the two. */
export const clientErrorCodes = [
  /** Nothing has come back: the network, the name or the certificate. Whether the request has arrived is not known. */
  'NO_ANSWER',
  'TIMED_OUT',
  /** By the caller's signal. */
  'ABORTED',
  /** Something has come back that is none of the kit's answers, such as a proxy's page. */
  'UNEXPECTED_ANSWER',
] as const

export type ClientErrorCode = (typeof clientErrorCodes)[number]

export interface ProblemErrorOptions {
  status: number
  title: string
  detail?: string | undefined
  violations?: readonly Violation[] | undefined
  requestId?: string | undefined
  body?: unknown
  cause?: unknown
}

/** Why a call has no data: the server's problem document (RFC 9457), or what kept a good answer from arriving. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  /** What to decide by. */
  readonly code: ErrorCode | ClientErrorCode
  /** The answer's; 0 without one. */
  readonly status: number
  readonly title: string
  readonly detail: string | undefined
  /** What of the request is not valid. */
  readonly violations: readonly Violation[]
  /** Finds the request in the server's log. */
  readonly requestId: string | undefined
  /** Of an unexpected answer: its JSON, or the beginning of its text. */
  readonly body: unknown

  constructor(code: ErrorCode | ClientErrorCode, options: ProblemErrorOptions) {
    const { status, title, detail, violations = [], requestId, body, cause } = options
    super(`${code}: ${detail ?? title}`, cause === undefined ? undefined : { cause })
    this.code = code
    this.status = status
    this.title = title
    this.detail = detail
    this.violations = violations
    this.requestId = requestId
    this.body = body
  }
}

/** The error that a body says, if it is a problem document of the kit. */
export function toProblemError(body: unknown): ProblemError | undefined {
  if (typeof body !== 'object' || body === null) return undefined
  const { code, status, title, detail, requestId, errors } = body as Record<string, unknown> // each is looked at
  if (typeof code !== 'string' || !Object.hasOwn(statusByCode, code)) return undefined
  if (typeof status !== 'number' || typeof title !== 'string') return undefined
  return new ProblemError(code as ErrorCode, {
    status,
    title,
    detail: textOf(detail),
    requestId: textOf(requestId),
    violations: Array.isArray(errors) ? errors.filter(isViolation) : [],
  })
}

/** The error for a request that nothing came back for. */
export function noAnswer(cause: unknown, signal?: AbortSignal | null): ProblemError {
  const reason: unknown = signal?.aborted ? signal.reason : cause
  const name = reason instanceof Error ? reason.name : ''
  if (name === 'TimeoutError')
    return new ProblemError('TIMED_OUT', { status: 0, title: 'no answer in time', cause })
  if (name === 'AbortError' || signal?.aborted)
    return new ProblemError('ABORTED', { status: 0, title: 'aborted', cause })
  return new ProblemError('NO_ANSWER', { status: 0, title: 'no answer', cause })
}

function isViolation(value: unknown): value is Violation {
  if (typeof value !== 'object' || value === null) return false
  const { on, path, message } = value as Record<string, unknown> // each is looked at
  return typeof on === 'string' && typeof path === 'string' && typeof message === 'string'
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
