import { type AnyElysia, Elysia } from 'elysia'
import type { AuthOptions } from '../auth/auth-options.ts'
import { toAnswerSchema } from '../http/answer-schema.ts'
import { parseBody } from '../http/body.ts'
import { type Failure, toAppError } from '../http/error-handler.ts'
import { openApi } from '../http/openapi.ts'
import { problemResponse, toProblem } from '../http/problem.ts'
import type { Logger } from '../log/logger.ts'
import { hasBody, isRefusal, placeDoor, type RouteHooks } from '../plugin/door.ts'
import { currentContext } from './current.ts'
import type { AppBackend } from './define-app.ts'
import type { Dependencies } from './dependencies.ts'

export interface ComposeOptions {
  middleware: readonly AnyElysia[]
  openapi: boolean
  auth: Pick<AuthOptions, 'authenticators' | 'requireAuth' | 'rls' | 'onError'>
}

/**
 * One app's whole Elysia, never merged with another app's: `.use()` merges decorators upward and the first wins, so two
 * apps in one instance could get each other's.
 */
export function composeApp(
  app: AppBackend,
  { middleware, openapi, auth, ...deps }: ComposeOptions & Dependencies,
): AnyElysia {
  const routes = app.routes(deps)
  const { prefix: _, ...config } = routes.config
  // `standardHostname` would look for the path past the 11th character, and so miss it behind a host such as `db`.
  const handler = { ...config.handler, standardHostname: false }
  // Handlers are put together once their hooks are in place, and by the one way that runs all of them.
  const composing = { aot: true, precompile: false }
  const onError = ({ code, error, request, path, set }: Failure & { set: { headers: object } }) => {
    // What the handler had set was for its answer: a cache or an encoding would fit this one badly.
    set.headers = {}
    return answerError(root, deps.logger, { code, error, request, path }, auth.onError)
  }
  // Elysia awaits the signing of cookies also in handlers that it compiles without `async`, and exits at the error.
  const signsCookies = config.cookie?.sign !== undefined
  const root: AnyElysia = new Elysia({ ...config, ...composing, name: `app:${app.slug}`, handler })
    .onError(onError)
    .onParse(parseBody)
    .onTransform(refuseUnfitAddress)
    .onAfterHandle(signsCookies ? async (context) => throwReturnedError(context) : throwReturnedError)
  if (openapi) root.use(openApi(() => root, { title: app.name, slug: app.slug, ...auth }))
  for (const plugin of [...middleware, routes]) {
    makeHandlersRun(plugin)
    checkAnswers(plugin)
    root.use(plugin)
    if (isWaiting(plugin))
      throw new TypeError(
        `app "${app.slug}": await a plugin before it is used: a promise's routes come too late`,
      )
  }
  const own = new Set(routes.router.history.map((route) => route.handler))
  for (const { method, hooks, handler } of root.router.history) {
    placeParser(method, hooks)
    placeDoor(method, hooks, own.has(handler) ? auth : {})
    placeLast(hooks, onError)
    answerSocketErrors(hooks, root, deps.logger)
  }
  return root
}

function answerError(
  root: AnyElysia,
  logger: Logger,
  failure: Failure,
  onRefusal: AuthOptions['onError'],
): Response {
  const error = toAppError(root, failure)
  const context = currentContext()
  // What a client is not told, the log is; a client that has left has caused what looks like an error here.
  if (error.status >= 500 && !failure.request.signal.aborted && !isRefusal(error)) {
    logger.error({ err: error.cause ?? error, code: error.code }, 'request failed')
  }
  const own = onRefusal && context && isRefusal(error) ? onRefusal(error, context) : undefined
  return own ?? problemResponse(error, context?.requestId ?? '')
}

// Elysia would send a returned Error as an answer, message and all.
function throwReturnedError({ responseValue }: { responseValue: unknown }): void {
  if (responseValue instanceof Error) throw responseValue
}

interface Hooks extends RouteHooks {
  error?: { fn: unknown }[]
  websocket?: { error?: unknown }
}

// A handler that is a value is answered without its hooks, guards among them, where a route has some of every kind.
function makeHandlersRun(plugin: AnyElysia): void {
  for (const route of plugin.router.history) {
    const value: unknown = route.handler
    if (typeof value === 'function') continue
    route.handler = value instanceof Response ? () => value.clone() : () => value
  }
}

// A group's guard keeps its schemas beside those of the route.
function checkAnswers(plugin: AnyElysia): void {
  for (const { hooks } of plugin.router.history) {
    for (const schemas of [hooks, ...(hooks?.standaloneValidator ?? [])])
      if (schemas?.response) schemas.response = toAnswerSchema(schemas.response)
  }
}

/** Whether a promise of a plugin has been given to it. */
function isWaiting(plugin: AnyElysia): boolean {
  const { promisedModules } = plugin as unknown as { promisedModules: { size: number } } // private in Elysia's types
  return promisedModules.size > 0
}

// Behind the door: nobody is told that first.
function refuseUnfitAddress(): void {
  const fault = currentContext()?.addressFault
  if (fault) throw fault
}

// Elysia stops at the first parser that answers. A route that names its own (`parse: 'text'`, a mounted handler's 'none')
// keeps that alone.
function placeParser(method: string, hooks: Hooks | undefined): void {
  if (!hooks || !Array.isArray(hooks.parse)) return
  if (hooks.parse.length > 2 && hooks.parse.some(({ fn }) => fn === 'none'))
    throw new TypeError('a route has the parser "none" alone, or others')
  // A socket has no body, and a parser would run before the guards.
  const others = method === 'WS' ? [] : hooks.parse.filter(({ fn }) => fn !== parseBody)
  const named = others.some(({ fn }) => typeof fn === 'string')
  // A route with any parser is asynchronous to Elysia: one that has no body should not be.
  const parsers = named || !hasBody(method) ? others : [...others, { fn: parseBody }]
  if (parsers.length > 0) hooks.parse = parsers
  else delete hooks.parse
}

// An app's own error handlers come first; ours answers what they leave.
function placeLast(hooks: Hooks | undefined, handler: unknown): void {
  if (!hooks || !Array.isArray(hooks.error)) return
  const others = hooks.error.filter(({ fn }) => fn !== handler)
  hooks.error = [...others, ...hooks.error.filter(({ fn }) => fn === handler)]
}

// Elysia gives a socket's errors to the handlers of the instance that declares it, and without one sends the input back.
function answerSocketErrors(hooks: Hooks | undefined, root: AnyElysia, logger: Logger): void {
  const socket = hooks?.websocket
  if (!socket) return
  const own = socket.error === undefined ? [] : [socket.error].flat()
  const answer = ({ error, request, path }: Failure) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN'
    const failure = toAppError(root, { code, error, request, path, on: 'message' })
    if (failure.status >= 500)
      logger.error({ err: failure.cause ?? failure, code: failure.code }, 'socket failed')
    return toProblem(failure, currentContext()?.requestId ?? '')
  }
  socket.error = [...own, answer]
}
