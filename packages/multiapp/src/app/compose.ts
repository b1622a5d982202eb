import { type AnyElysia, Elysia } from 'elysia'
import { parseBody, refuseUnstorableAddress } from '../http/body.ts'
import { type Failure, toAppError } from '../http/error-handler.ts'
import { openApi } from '../http/openapi.ts'
import { problemResponse } from '../http/problem.ts'
import type { Logger } from '../log/logger.ts'
import { currentContext } from './current.ts'
import type { AppBackend } from './define-app.ts'
import type { Dependencies } from './dependencies.ts'

export interface ComposeOptions {
  middleware: readonly AnyElysia[]
  openapi: boolean
}

/**
 * One app's whole Elysia, never merged with another app's: `.use()` merges decorators upward and the first wins, so two
 * apps in one instance could get each other's.
 */
export function composeApp(
  app: AppBackend,
  deps: Dependencies,
  { middleware, openapi }: ComposeOptions,
): AnyElysia {
  const routes = app.routes(deps)
  // `standardHostname` would look for the path past the 11th character, and so miss it behind a host such as `db`.
  const root: AnyElysia = new Elysia({ name: `app:${app.slug}`, handler: { standardHostname: false } })
    .onError(({ code, error, request, path }) =>
      answerError(root, deps.logger, { code, error, request, path }),
    )
    .onParse(parseBody)
    .onBeforeHandle(refuseUnstorableAddress)
  if (openapi) root.use(openApi(() => root, { title: app.name, slug: app.slug }))
  for (const plugin of middleware) root.use(plugin)
  root.use(routes)
  keepOwnParsers(root)
  return root
}

function answerError(root: AnyElysia, logger: Logger, failure: Failure): Response {
  const error = toAppError(root, failure)
  // What a client is not told, the log is.
  if (error.status >= 500) logger.error({ err: error.cause ?? error, code: error.code }, 'request failed')
  return problemResponse(error, currentContext()?.requestId ?? '')
}

// A route that names its parser (`parse: 'text'`, `'none'` of a mounted handler) keeps it: ours would come before.
function keepOwnParsers(root: AnyElysia): void {
  for (const { hooks } of root.router.history) {
    const parsers = hooks?.parse
    if (!Array.isArray(parsers) || parsers.length < 2) continue
    hooks.parse = parsers.filter((parser) => parser.fn !== parseBody)
  }
}
