import { currentContext } from '../app/current.ts'
import type { RequestContext } from '../app/request-context.ts'
import type { AppSession } from './app-session.ts'

const sessions = new WeakMap<RequestContext, AppSession>()

/** The session by which whoever asks here is known, or undefined. */
export function currentSession(): AppSession | undefined {
  const context = currentContext()
  return context && sessions.get(context)
}

export function rememberSession(session: AppSession): void {
  const context = currentContext()
  if (context) sessions.set(context, session)
}
