import type { AnyElysia } from 'elysia'
import { databaseErrorToAppError } from '../database/database-error.ts'
import { AppError, type ErrorCode, statusByCode } from '../errors/app-error.ts'
import { type FailedRoute, violationsOf } from './violations.ts'

export interface Failure extends FailedRoute {
  /** Elysia's code for the error. */
  code: string | number
  error: unknown
}

/** Any error a request can end in, as an AppError. What nobody foresaw is INTERNAL, with the error as its cause. */
export function toAppError(elysia: AnyElysia, failure: Failure): AppError {
  const { code, error } = failure
  const thrown = unwrap(error)
  if (thrown instanceof AppError) return thrown
  if (code === 'NOT_FOUND') return notFoundOrNotAllowed(elysia, failure)
  if (code === 'PARSE')
    return new AppError('MALFORMED_BODY', { message: 'the body could not be read', cause: error })
  if (code === 'VALIDATION') return toValidationFailed(elysia, failure)
  if (code === 'INVALID_FILE_TYPE' || code === 'INVALID_COOKIE_SIGNATURE') {
    return new AppError('VALIDATION_FAILED', { message: 'the input is not valid', cause: error })
  }
  if (typeof code === 'number') return fromStatus(code, error)
  return databaseErrorToAppError(error) ?? new AppError('INTERNAL', { cause: error })
}

// An AppError thrown in a `parse` hook arrives as the cause of Elysia's ParseError.
function unwrap(error: unknown): unknown {
  return error instanceof Error && error.cause instanceof AppError ? error.cause : error
}

function notFoundOrNotAllowed(elysia: AnyElysia, { path, request }: Failure): AppError {
  const allowed = allowedMethods(elysia, path)
  // With a route of its own, it is the handler that has found nothing.
  if (allowed.length === 0 || allowed.includes(request.method)) return new AppError('NOT_FOUND')
  return new AppError('METHOD_NOT_ALLOWED', {
    message: `use one of ${allowed.join(', ')}`,
    headers: { allow: allowed.join(', ') },
  })
}

/** The methods that a path has routes for: for `Allow` (RFC 9110, section 10.2.1). Empty if the path is unknown. */
function allowedMethods(elysia: AnyElysia, path: string): string[] {
  const { http, static: fixed } = elysia.router
  const fixedMethods = fixed[path] ?? fixed[path.replace(/\/$/, '')] ?? {}
  const hasRoute = (method: string) => method in fixedMethods || http.find(method, path) !== null
  return ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']
    .filter(hasRoute)
    .flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
}

function toValidationFailed(elysia: AnyElysia, failure: Failure): AppError {
  const { error } = failure
  // The server's own answer broke its schema: the client has done nothing wrong.
  if (error instanceof Error && 'type' in error && error.type === 'response') {
    return new AppError('INTERNAL', {
      cause: new Error(`the answer of ${failure.path} does not match its schema`),
    })
  }
  const violations = violationsOf(error, elysia, failure)
  return new AppError('VALIDATION_FAILED', { message: 'the input is not valid', violations })
}

function fromStatus(status: number, cause: unknown): AppError {
  const codes = Object.keys(statusByCode) as ErrorCode[] // the keys of a const object
  const usual: ErrorCode[] = ['BAD_REQUEST', 'FORBIDDEN', 'NOT_FOUND', 'APP_UNAVAILABLE']
  const code = [...usual, ...codes].find((candidate) => statusByCode[candidate] === status)
  if (code) return new AppError(code, { cause })
  return status >= 400 && status < 500
    ? new AppError('BAD_REQUEST', { status, cause })
    : new AppError('INTERNAL', { cause })
}
