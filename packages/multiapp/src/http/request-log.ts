import type { RequestContext } from '../app/request-context.ts'
import type { Logger } from '../log/logger.ts'

export interface LoggedRequest {
  request: Request
  path: string
  requestId: string
  /** In `performance.now()`'s milliseconds. */
  startedAt: number
  context?: RequestContext
  status: number
}

/** One line for a request: its path without the query, which may hold what no log should. */
export function logRequest(
  logger: Logger,
  { request, path, requestId, startedAt, context, status }: LoggedRequest,
): void {
  const app = context?.app?.slug
  const durationMs = Math.round((performance.now() - startedAt) * 1000) / 1000
  const { principalId, tenantId } = context ?? {}
  logger.info(
    {
      ...(app && { app }),
      requestId,
      ...(principalId && { principal: principalId }),
      ...(tenantId && { tenant: tenantId }),
      method: request.method,
      path,
      status,
      durationMs,
    },
    'request',
  )
}
