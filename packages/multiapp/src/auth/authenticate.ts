import type { RequestContext } from '../app/request-context.ts'
import { AppError } from '../errors/app-error.ts'
import type { Authentication, Authenticator } from './authenticator.ts'
import { cannotTell } from './refusal.ts'
import type { RefusalLog } from './refusal-log.ts'

/**
 * Finds out who asks and tells the context. Credentials that are refused are none: a guard answers with the refusal, and a
 * route without one serves whoever comes. Without a promise where no authenticator has to wait.
 */
export function authenticate(
  authenticators: readonly Authenticator[],
  request: Request,
  context: RequestContext,
  log: RefusalLog,
): void | Promise<void> {
  try {
    const answer = ask(authenticators, request, 0)
    if (!(answer instanceof Promise)) return accept(context, answer)
    return answer.then(
      (found) => accept(context, found),
      (error) => refuse(context, error, log),
    )
  } catch (error) {
    refuse(context, error, log)
  }
}

type Answer = Authentication | undefined

function ask(
  authenticators: readonly Authenticator[],
  request: Request,
  from: number,
): Answer | Promise<Answer> {
  for (let at = from; at < authenticators.length; at++) {
    const answer = authenticators[at]?.authenticate(request)
    if (answer instanceof Promise)
      return answer.then((found) => found ?? ask(authenticators, request, at + 1))
    if (answer) return answer
  }
  return undefined
}

function accept(context: RequestContext, found: Answer): void {
  if (found) context.authenticated(found)
}

function refuse(context: RequestContext, error: unknown, log: RefusalLog): void {
  const refusal = error instanceof AppError ? error : cannotTell('credentials could not be checked', error)
  context.refused(refusal)
  log(refusal)
}
