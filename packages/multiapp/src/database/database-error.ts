import { AppError } from '../errors/app-error.ts'

const unavailable = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'CONNECTION_CLOSED',
  'CONNECTION_DESTROYED',
  'CONNECTION_ENDED',
  'CONNECT_TIMEOUT',
  '57P01',
  '57P02',
  '57P03',
  '53300',
  '08000',
  '08003',
  '08006',
])
const unstorableText = new Set(['22021', '22P05'])

/** What a driver's error means to a client, or undefined if it means nothing to it. Codes: PostgreSQL, appendix A. */
export function databaseErrorToAppError(error: unknown): AppError | undefined {
  // An AppError has said what it means, whatever its cause.
  const code = error instanceof AppError ? undefined : sqlState(error)
  if (code === undefined) return undefined
  if (unavailable.has(code)) {
    return new AppError('DATABASE_UNAVAILABLE', {
      message: `the database cannot be reached (${code})`,
      cause: error,
      headers: { 'retry-after': '1' },
    })
  }
  if (unstorableText.has(code)) {
    return new AppError('VALIDATION_FAILED', {
      message: 'the input holds text that cannot be stored',
      cause: error,
    })
  }
  return undefined
}

/** The SQLSTATE or driver code of an error, found behind the wrappers that Drizzle puts around it. */
export function sqlState(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') return at.code
  }
  return undefined
}
