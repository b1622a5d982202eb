import { AppError } from '@repo/multiapp'
import { Elysia, t } from 'elysia'
import type { tasksApp } from '../app.ts'
import { feedOf } from '../events/feed.ts'
import { createPlaces } from '../events/places.ts'
import { authenticatorsOf } from '../people.ts'

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

// Each asks the database about itself at every event. Somebody's windows are fewer.
const mostEach = 50

const needed = ['project:read', 'task:read'] as const

/** The organization's changes, as they happen, on whichever host. */
export const events = (deps: typeof tasksApp.deps) => {
  const feed = feedOf(deps)
  const isMember = createMembership(deps)
  const places = createPlaces(mostEach)

  return new Elysia({ name: 'events' }).use(deps.plugin).get(
    '/api/events',
    async ({ headers: { 'last-event-id': lastEventId }, context, principal, request }) => {
      const organizationId = String(context.organizationId)
      const leave = places.take(principal.id)
      if (!leave) {
        const message = `at most ${mostEach} streams at once: end one of them`
        throw new AppError('RATE_LIMITED', { message, headers: { 'retry-after': '5' } })
      }
      const body = await feed.open({
        organizationId,
        lastEventId: lastEventId || undefined,
        signal: context.signal,
        isAllowed: () => isMember(request, organizationId),
        onEnd: leave,
      })
      return new Response(body, { headers })
    },
    { rls: true, requirePermission: [...needed], headers: ResumeHeaders },
  )
}

/** Tells whether whoever asked is still somebody who may read this organization. Rejects if it cannot be told. */
function createMembership(deps: typeof tasksApp.deps) {
  const authenticators = authenticatorsOf(deps)

  return async (request: Request, organizationId: string): Promise<boolean> => {
    try {
      for (const authenticator of authenticators) {
        const principal = (await authenticator.authenticate(request))?.principal
        if (!principal) continue
        const { permissions } = principal
        return principal.organizationId === organizationId && needed.every((name) => permissions.has(name))
      }
      return false
    } catch (error) {
      if (error instanceof AppError && error.status < 500) return false
      throw error
    }
  }
}
