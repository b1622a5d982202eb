/** An error as a log line shows it. */
export interface DescribedError {
  type: string
  message: string
  code?: string
  stack?: string
  query?: string
  cause?: DescribedError
}

const maxDepth = 5

/**
 * Keeps what helps to find a fault and drops what users sent: drivers put parameters and rows into an error's message
 * and fields (`detail: 'Key (email)=(…) already exists'`).
 */
export function describeError(error: unknown, depth = 0): DescribedError {
  if (!(error instanceof Error)) return { type: typeof error, message: 'thrown, and not an Error' }
  const { code, query } = error as Error & { code?: unknown; query?: unknown } // drivers and Drizzle add them
  const isQueryError = 'params' in error && typeof query === 'string'
  const message = isQueryError ? 'query failed' : error.message
  return {
    type: error.name,
    message,
    ...(typeof code === 'string' && { code }),
    ...(error.stack && { stack: framesOf(error.stack) }),
    ...(isQueryError && { query }),
    ...(error.cause !== undefined && depth < maxDepth && { cause: describeError(error.cause, depth + 1) }),
  }
}

// A stack repeats the message, which may hold what the message was dropped for.
function framesOf(stack: string): string {
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n')
}
