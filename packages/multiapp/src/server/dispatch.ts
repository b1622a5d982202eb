import { runWithContext } from '../app/current.ts'
import { RequestContext } from '../app/request-context.ts'
import { AppError } from '../errors/app-error.ts'
import { limitBody } from '../http/body.ts'
import { createDeadlines } from '../http/deadline.ts'
import { notFoundResponse, problemResponse } from '../http/problem.ts'
import { readRequestId, requestIdHeader } from '../http/request-id.ts'
import type { Logger } from '../log/logger.ts'
import { applyCors, isPreflight, preflightResponse } from './cors.ts'
import type { Entry } from './entry.ts'
import type { Probes } from './probes.ts'
import type { Resolution } from './resolvers.ts'
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
  requestLog: boolean
  maxBodyBytes: number
  requestTimeoutSeconds: number
}

export interface Dispatcher {
  fetch(request: Request): Response | Promise<Response>
  /** Refuses new requests with 503 and resolves when those under way are answered. */
  drain(): Promise<void>
}

/** The way of every request: probe, preflight, app, body limit, deadline, the app's own Elysia, log line. */
export function createDispatcher(options: DispatchOptions): Dispatcher {
  const { resolve, entries, probes, streams, logger, fallback, requestLog, maxBodyBytes } = options
  const deadlines = createDeadlines(options.requestTimeoutSeconds)
  let underWay = 0
  let drained: (() => void) | undefined

  function fetch(request: Request): Response | Promise<Response> {
    const path = pathOf(request.url)
    const probe = probes.answer(path)
    if (probe) return probe
    const startedAt = requestLog ? performance.now() : 0
    const found = resolve(request)
    if (isPreflight(request)) {
      const asked = found ? [found.entry] : entries()
      const answer = preflightResponse(request, policiesOf(asked))
      if (answer) return answer
    }
    const requestId = readRequestId(request.headers)
    if (!found) {
      const answer = fallback?.(request, path) ?? notFoundResponse(requestId)
      return finish(request, path, answer, { requestId, startedAt })
    }
    const { entry, prefix } = found
    const context = new RequestContext({ app: entry.context, requestId, request })
    const facts: Facts = { requestId, startedAt, entry, context, ...(prefix !== undefined && { prefix }) }
    if (drained) return finish(request, path, shuttingDown(requestId), facts)
    const inner = limitBody(prefix === undefined ? request : withoutPrefix(request, prefix), maxBodyBytes)
    const answer = runWithContext(context, () => entry.elysia.fetch(inner))
    if (answer instanceof Response) return finish(request, path, answer, facts)
    return beforeDeadline(answer, context).then((response) => finish(request, path, response, facts))
  }

  function beforeDeadline(answer: Promise<Response>, context: RequestContext): Promise<Response> {
    underWay++
    return new Promise<Response>((settle, fail) => {
      const end = () => {
        underWay--
        if (underWay === 0) drained?.()
      }
      const stop = deadlines.start(() => {
        const error = new AppError('REQUEST_TIMEOUT', { headers: { 'retry-after': '1' } })
        context.abort(error)
        settle(problemResponse(error, context.requestId))
      })
      answer.then(settle, fail).finally(() => {
        stop()
        end()
      })
    })
  }

  function finish(request: Request, path: string, answer: Response, facts: Facts): Response {
    const { requestId, startedAt, entry, context, prefix } = facts
    let response = withHeader(answer, requestIdHeader, requestId)
    if (prefix !== undefined) restorePrefix(response, prefix)
    if (entry?.cors) applyCors(request, response, entry.cors)
    if (context && isEventStream(response)) response = streams.track(response, context)
    if (requestLog) {
      const { status } = response
      const durationMs = Math.round((performance.now() - startedAt) * 1000) / 1000
      const app = entry?.app.slug
      const principal = context?.principalId ?? undefined
      const tenant = context?.tenantId ?? undefined
      logger.info(
        { app, requestId, principal, tenant, method: request.method, path, status, durationMs },
        'request',
      )
    }
    return response
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

interface Facts {
  requestId: string
  startedAt: number
  entry?: Entry
  context?: RequestContext
  prefix?: Resolution['prefix']
}

function pathOf(url: string): string {
  const start = url.indexOf('/', 'http://'.length)
  const end = url.indexOf('?', start)
  return end === -1 ? url.slice(start) : url.slice(start, end)
}

function* policiesOf(entries: Iterable<Entry>) {
  for (const { cors } of entries) if (cors) yield cors
}

function shuttingDown(requestId: string): Response {
  const headers = { 'retry-after': '1', connection: 'close' }
  return problemResponse(new AppError('APP_UNAVAILABLE', { headers }), requestId)
}

function withoutPrefix(request: Request, prefix: string): Request {
  const { url } = request
  const start = url.indexOf('/', 'http://'.length)
  const rest = url.slice(start + prefix.length)
  return new Request(url.slice(0, start) + (rest.startsWith('/') ? rest : `/${rest}`), request)
}

// The app knows nothing of its prefix: a path it sends the client to lies below it.
function restorePrefix(response: Response, prefix: string): void {
  const location = response.headers.get('location')
  if (location?.startsWith('/') && !location.startsWith('//'))
    response.headers.set('location', prefix + location)
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
