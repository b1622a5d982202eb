/** Every code an app or the kit answers with, and its HTTP status. */
export const statusByCode = {
  BAD_REQUEST: 400,
  NO_APP_CONTEXT: 400,
  MALFORMED_BODY: 400,
  NOT_AUTHENTICATED: 401,
  FORBIDDEN: 403,
  FEATURE_NOT_ENABLED: 403,
  APP_NOT_FOUND: 404,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  CONFLICT: 409,
  PRECONDITION_FAILED: 412,
  BODY_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  VALIDATION_FAILED: 422,
  RATE_LIMITED: 429,
  INTERNAL: 500,
  APP_ALREADY_REGISTERED: 500,
  INVALID_SCHEMA_NAME: 500,
  MIGRATION_FAILED: 500,
  TRANSACTION_LOST: 503,
  APP_UNAVAILABLE: 503,
  DATABASE_UNAVAILABLE: 503,
  REQUEST_TIMEOUT: 503,
} as const

export type ErrorCode = keyof typeof statusByCode

/** One thing that is wrong with a request: a JSON pointer (RFC 6901) below `on`, and what was expected there. */
export interface Violation {
  on: string
  path: string
  message: string
}

export interface AppErrorOptions {
  /** What was expected and what to do. Shown to clients for a status below 500: never the input, never a secret. */
  message?: string
  /** Another status than the code's. */
  status?: number
  cause?: unknown
  /** Headers of the answer, such as `allow` or `retry-after`. */
  headers?: Record<string, string>
  violations?: Violation[]
}

/**
 * An error with a stable code: thrown anywhere below a request it becomes a problem document (RFC 9457).
 *
 * @example throw new AppError('CONFLICT', { message: 'this code is taken: choose another' })
 */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: ErrorCode
  readonly status: number
  readonly headers: Record<string, string>
  readonly violations: Violation[] | undefined

  constructor(code: ErrorCode, { message, status, cause, headers, violations }: AppErrorOptions = {}) {
    super(message ?? defaultMessage(code), cause === undefined ? undefined : { cause })
    this.code = code
    this.status = status ?? statusByCode[code]
    this.headers = headers ?? {}
    this.violations = violations
  }
}

function defaultMessage(code: ErrorCode): string {
  return code.toLowerCase().replaceAll('_', ' ')
}
