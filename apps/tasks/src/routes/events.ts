import { AppError, bearerToken, type Tokens } from '@repo/multiapp'
import { Elysia, t } from 'elysia'
import type { tasksApp } from '../app.ts'
import { feedOf } from '../events/feed.ts'

const ResumeHeaders = t.Object({
  'last-event-id': t.Optional(
    t.String({ maxLength: 100, description: 'what was seen last: what came after it is sent first' }),
  ),
})

const headers = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store',
  // nginx would keep events back until it has a bufferful.
  'x-accel-buffering': 'no',
}

/** The organization's changes, as they happen, on whichever host. */
export const events = (deps: typeof tasksApp.deps) => {
  const feed = feedOf(deps)

  return new Elysia({ name: 'events' }).use(deps.plugin).get(
    '/api/events',
    async ({ headers: { 'last-event-id': lastEventId }, context, request }) => {
      const token = bearerToken(request)
      const body = await feed.open({
        organizationId: String(context.organizationId),
        lastEventId: lastEventId || undefined,
        signal: context.signal,
        isAllowed: async () => token === undefined || isStillGood(deps.tokens, token),
      })
      return new Response(body, {
        headers,
      })
    },
    { rls: true, requirePermission: ['project:read', 'task:read'], headers: ResumeHeaders },
  )
}

/** Whether a token has neither expired nor been revoked since. */
async function isStillGood(tokens: Pick<Tokens, 'verifyAccess'>, token: string): Promise<boolean> {
  try {
    await tokens.verifyAccess(token)
    return true
  } catch (error) {
    if (error instanceof AppError && error.code === 'NOT_AUTHENTICATED') return false
    throw error
  }
}
