import { AppError } from '../errors/app-error.ts'

// Of the driver and of sockets.
const unreachable = new Set([
  ...['CONNECTION_CLOSED', 'CONNECTION_DESTROYED', 'CONNECTION_ENDED', 'CONNECT_TIMEOUT'],
  ...[
    'ECONNREFUSED',
    'ECONNRESET',
    'EPIPE',
    'ETIMEDOUT',
    'ENOTFOUND',
    'EAI_AGAIN',
    'EHOSTUNREACH',
    'ENETUNREACH',
  ],
])
// PostgreSQL's, after which the connection is gone or was never there (appendix A): class 08, admin_shutdown and its
// like, the timeouts that end a session, too many connections.
const endsConnection = /^(08...|57P0[1-5]|25P0[34]|53300)$/
const unstorableText = new Set(['22021', '22P05'])

/** Whether an error of the driver means that its connection is gone. */
export function isConnectionError(error: unknown): boolean {
  const code = sqlState(error)
  return code !== undefined && (unreachable.has(code) || endsConnection.test(code))
}

/** What an error of the driver means to a client, or undefined if it means nothing to it. */
export function driverErrorToAppError(error: unknown): AppError | undefined {
  if (error instanceof AppError) return error
  const code = sqlState(error)
  if (code === undefined) return undefined
  if (isConnectionError(error)) {
    const message = `the database cannot be reached (${code})`
    return new AppError('DATABASE_UNAVAILABLE', { message, cause: error, headers: { 'retry-after': '1' } })
  }
  if (unstorableText.has(code)) {
    return new AppError('VALIDATION_FAILED', {
      message: 'the input holds text that cannot be stored',
      cause: error,
    })
  }
  return undefined
}

/** As `driverErrorToAppError`, for any error: only a query's is the database's, though others have the same codes. */
export function databaseErrorToAppError(error: unknown): AppError | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at instanceof AppError) return at
    if ('query' in at) return driverErrorToAppError(error)
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

/** The name of the constraint that an error of PostgreSQL is about, found behind the wrappers that Drizzle puts around it. */
export function violatedConstraint(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('constraint_name' in at && typeof at.constraint_name === 'string') return at.constraint_name
  }
  return undefined
}
