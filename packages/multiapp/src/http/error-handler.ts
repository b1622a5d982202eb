import type { AnyElysia } from 'elysia'
import { databaseErrorToAppError } from '../database/database-error.ts'
import { AppError, type ErrorCode, statusByCode, type Violation } from '../errors/app-error.ts'
import type { Logger } from '../log/logger.ts'

const maxViolations = 20

/** Any error a request can end in, as an AppError. What nobody foresaw is INTERNAL, with the error as its cause. */
export function toAppError(code: string | number, error: unknown): AppError {
  const thrown = unwrap(error)
  if (thrown instanceof AppError) return thrown
  if (code === 'NOT_FOUND') return new AppError('NOT_FOUND')
  if (code === 'PARSE')
    return new AppError('MALFORMED_BODY', { message: 'the body could not be read', cause: error })
  if (code === 'VALIDATION' || code === 'INVALID_FILE_TYPE' || code === 'INVALID_COOKIE_SIGNATURE') {
    return toValidationFailed(error)
  }
  if (typeof code === 'number') return fromStatus(code, error)
  return databaseErrorToAppError(error) ?? new AppError('INTERNAL', { cause: error })
}

/** Logs what a client is not told: the cause of a 5xx. */
export function logServerError(logger: Logger, error: AppError): void {
  if (error.status >= 500) logger.error({ err: error.cause ?? error, code: error.code }, 'request failed')
}

// An AppError thrown in a `parse` hook arrives as the cause of Elysia's ParseError.
function unwrap(error: unknown): unknown {
  return error instanceof Error && error.cause instanceof AppError ? error.cause : error
}

function toValidationFailed(error: unknown): AppError {
  const { type = 'request', all = [] } = error as {
    type?: string
    all?: { path?: string; message?: string }[]
  } // Elysia's ValidationError
  // The server's own answer broke its schema: the client has done nothing wrong.
  if (type === 'response')
    return new AppError('INTERNAL', { cause: new Error('the answer does not match its schema') })
  const violations: Violation[] = all.slice(0, maxViolations).map(({ path, message }) => ({
    on: type,
    path: path === 'root' ? '' : (path ?? ''),
    message: message?.toLowerCase() ?? 'not valid',
  }))
  return new AppError('VALIDATION_FAILED', { message: 'the input is not valid', violations })
}

function fromStatus(status: number, cause: unknown): AppError {
  const codes = Object.keys(statusByCode) as ErrorCode[] // the keys of a const object
  const preferred: ErrorCode[] = ['NOT_FOUND', 'FORBIDDEN', 'INTERNAL', 'APP_UNAVAILABLE', 'MALFORMED_BODY']
  const code = [...preferred, ...codes].find((candidate) => statusByCode[candidate] === status)
  return new AppError(code ?? 'INTERNAL', { cause })
}

/** The methods that a path has routes for, sorted: for `Allow`. Empty if the path is unknown. */
export function allowedMethods(elysia: AnyElysia, path: string): string[] {
  const router = elysia.router.http
  const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter(
    (method) => router.find(method, path) !== null,
  )
  return methods.includes('GET') ? ['GET', 'HEAD', ...methods.slice(1)] : methods
}
