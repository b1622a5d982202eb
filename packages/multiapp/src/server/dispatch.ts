import { runWithContext } from '../app/current.ts'
import { RequestContext } from '../app/request-context.ts'
import { AppError } from '../errors/app-error.ts'
import { pathOf, restorePrefix, withAbsoluteUrl, withoutPrefix } from '../http/address.ts'
import { addressFault, limitBody } from '../http/body.ts'
import { notFoundResponse, problemResponse } from '../http/problem.ts'
import { readRequestId, requestIdHeader } from '../http/request-id.ts'
import { logRequest } from '../http/request-log.ts'
import type { Logger } from '../log/logger.ts'
import { createDeadlines } from '../time/deadline.ts'
import { applyCors, isPreflight, preflightResponse } from './cors.ts'
import type { Entry } from './entry.ts'
import type { Probes } from './probes.ts'
import type { Streams } from './streams.ts'

export interface DispatchOptions {
  /** Which app a request is for, or undefined for none that is here. */
  resolve(request: Request): { entry: Entry; prefix?: string } | undefined
  entries(): Iterable<Entry>
  probes: Probes
  streams: Streams
  logger: Logger
  /** What answers a request for no app, before the 404: development's page. */
  fallback?: (request: Request, path: string) => Response | undefined
  /** Request headers that choose the app: a cache in front must tell answers apart by them. */
  vary?: string
  /** Who a request comes from, where it came in by a port. */
  clientAddressOf?: (request: Request) => string | undefined
  requestLog: boolean
  maxBodyBytes: number
  requestTimeoutSeconds: number
}

export interface Dispatcher {
  /** Answers everything, whatever goes wrong. The answer to a HEAD has its body still, which the server drops. */
  fetch(request: Request): Response | Promise<Response>
  /** Refuses new requests with 503 and resolves when those under way are answered. */
  drain(): Promise<void>
}

/** What is known of a request by the time it is answered. */
interface Exchange {
  request: Request
  path: string
  requestId: string
  startedAt: number
  entry?: Entry
  context?: RequestContext
  prefix?: string
}

/** The way of every request: probe, app, preflight, body limit, who asks, deadline, the app's own Elysia, log line. */
export function createDispatcher(options: DispatchOptions): Dispatcher {
  const { resolve, entries, probes, streams, logger, fallback, vary, requestLog, maxBodyBytes } = options
  const client = options.clientAddressOf && { clientAddressOf: options.clientAddressOf }
  const deadlines = createDeadlines(options.requestTimeoutSeconds)
  let underWay = 0
  let drained: (() => void) | undefined

  function fetch(received: Request): Response | Promise<Response> {
    const request = withAbsoluteUrl(received)
    const path = pathOf(request.url)
    const probe = probes.answer(path)
    if (probe) return probe
    const startedAt = requestLog ? performance.now() : 0
    const exchange: Exchange = { request, path, requestId: readRequestId(request.headers), startedAt }
    try {
      const answer = answerWith(exchange, received)
      if (answer instanceof Response) return finish(exchange, answer)
      return answer.then((response) => finish(exchange, response)).catch((error) => fail(exchange, error))
    } catch (error) {
      return fail(exchange, error)
    }
  }

  function answerWith(exchange: Exchange, received: Request): Response | Promise<Response> {
    const { request, path, requestId } = exchange
    const found = resolve(request)
    if (isPreflight(request)) {
      const answer = preflightResponse(request, policiesOf(found ? [found.entry] : entries()))
      if (answer) return answer
    }
    if (!found) return fallback?.(request, path) ?? notFoundResponse(requestId)
    const { entry, prefix } = found
    const context = new RequestContext({ app: entry.context, requestId, request: received, ...client })
    exchange.entry = entry
    exchange.context = context
    if (prefix !== undefined) exchange.prefix = prefix
    if (drained || entry.unready) return unavailable(requestId)
    context.addressFault = addressFault(request.url, path)
    const limited = limitBody(prefix === undefined ? request : withoutPrefix(request, prefix), maxBodyBytes)
    // Elysia would read a whole body to count it, and an endless one for ever: the server sends a GET's headers as well.
    const isHead = request.method === 'HEAD' && !entry.answersHead
    const inner = isHead ? new Request(limited, { method: 'GET' }) : limited
    const answer = runWithContext(context, () => {
      const authenticating = entry.authenticate?.(
        inner,
        prefix === undefined ? path : pathOf(inner.url),
        context,
      )
      if (!authenticating) return entry.elysia.fetch(inner)
      return authenticating.then(() => {
        // It has been answered meanwhile, by its deadline: nobody waits for what the handler would do.
        if (context.isAborted) throw new AppError('REQUEST_TIMEOUT')
        return entry.elysia.fetch(inner)
      })
    })
    return answer instanceof Response ? answer : beforeDeadline(answer, context)
  }

  function beforeDeadline(answer: Promise<Response>, context: RequestContext): Promise<Response> {
    underWay++
    return new Promise<Response>((settle, fail) => {
      let expired = false
      const stop = deadlines.start(() => {
        expired = true
        const error = new AppError('REQUEST_TIMEOUT', { headers: { 'retry-after': '1' } })
        context.abort(error)
        settle(problemResponse(error, context.requestId))
      })
      answer
        .then((response) => {
          // Nobody will read it: a generator behind it must come to its `finally`.
          if (expired) void response.body?.cancel().catch(() => {})
          settle(response)
        }, fail)
        .finally(() => {
          stop()
          underWay--
          if (underWay === 0) drained?.()
        })
    })
  }

  function finish(exchange: Exchange, answer: Response): Response {
    const { request, requestId, entry, context, prefix } = exchange
    let response = withHeader(answer, requestIdHeader, requestId)
    if (vary) response.headers.append('vary', vary)
    if (prefix !== undefined) restorePrefix(response, prefix)
    if (entry?.cors) applyCors(request, response, entry.cors)
    if (context && isEventStream(response)) response = streams.track(response, context)
    if (requestLog) logRequest(logger, { ...exchange, status: context?.isSocket ? 101 : response.status })
    return response
  }

  // What goes wrong outside an app's own error handling: nothing thrown, a resolver's fault, a hook after the handler.
  function fail(exchange: Exchange, error: unknown): Response {
    const { entry, requestId } = exchange
    const problem = error instanceof AppError ? error : new AppError('INTERNAL', { cause: error })
    if (problem.status >= 500) logger.error({ err: error, app: entry?.app.slug, requestId }, 'request failed')
    return finish(exchange, problemResponse(problem, requestId))
  }

  return {
    fetch,
    drain() {
      return new Promise<void>((resolve) => {
        drained = resolve
        if (underWay === 0) resolve()
      })
    },
  }
}

function* policiesOf(entries: Iterable<Entry>) {
  for (const { cors } of entries) if (cors) yield cors
}

function unavailable(requestId: string): Response {
  return problemResponse(new AppError('APP_UNAVAILABLE', { headers: { 'retry-after': '1' } }), requestId)
}

// The headers of a redirect or of a fetched response cannot be changed, only copied.
function withHeader(response: Response, name: string, value: string): Response {
  try {
    response.headers.set(name, value)
    return response
  } catch {
    const copy = new Response(response.body, response)
    copy.headers.set(name, value)
    return copy
  }
}

function isEventStream(response: Response): boolean {
  return response.headers.get('content-type')?.startsWith('text/event-stream') === true
}
