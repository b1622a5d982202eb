import { AppError } from '../errors/app-error.ts'

/** The one answer to everybody who is not authenticated. `reason` is for the log: a client is not told why. */
export function notAuthenticated(reason: string, cause?: unknown): AppError {
  return new AppError('NOT_AUTHENTICATED', {
    message: 'this needs credentials that are valid for this app',
    cause: new Error(reason, cause === undefined ? undefined : { cause }),
  })
}

/** Whether credentials are good cannot be said now: nobody is let in, and a later try may succeed. */
export function cannotTell(reason: string, cause?: unknown): AppError {
  return new AppError('APP_UNAVAILABLE', {
    message: reason,
    headers: { 'retry-after': '1' },
    ...(cause !== undefined && { cause }),
  })
}
