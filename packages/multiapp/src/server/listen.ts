import type { Server } from 'bun'
import type { AnyElysia } from 'elysia'
import type { WebSockets } from './websockets.ts'

export interface ListenOptions {
  port?: number
  hostname?: string
  fetch(request: Request): Response | Promise<Response>
  webSockets: WebSockets
  maxBodyBytes: number
  requestTimeoutSeconds: number
}

export interface Listener {
  /** Throws an Error that says what to do if the port is taken. */
  start(apps: readonly AnyElysia[]): URL
  /** Gives an app the listening server: WebSockets need it. */
  attach(app: AnyElysia): void
  /** The other end of a request's connection, which may be a proxy; undefined for one that came in by no port. */
  peerOf(request: Request): string | undefined
  /** Lets a response go on in silence: an event stream has pauses. */
  keepOpen(request: Request): void
  /** Resolves when no response is being sent any more. */
  drain(): Promise<void>
  /** Takes no more connections and closes those that are open. */
  stop(): Promise<void>
}

// Bun answers a larger body with an empty 413 before any code of ours: it is only a backstop behind our own limit.
const backstopBytes = 128 * 1024 * 1024
// Bun counts a handler's time as idle: its timeout must not come before ours.
const beyondOursSeconds = 5
const drainPollMs = 20

export function listen({ port = 3000, hostname = '0.0.0.0', ...options }: ListenOptions): Listener {
  const { fetch, webSockets, maxBodyBytes, requestTimeoutSeconds } = options
  let server: Server<unknown> | undefined

  function attach(app: AnyElysia): void {
    if (server)
      app.server = webSockets.serverFor(server as Parameters<WebSockets['serverFor']>[0]) as typeof app.server
  }

  return {
    attach,
    start(apps) {
      if (server) throw new Error('the server listens already')
      try {
        server = Bun.serve({
          port,
          hostname,
          fetch: (request) => fetch(request),
          websocket: webSockets.handler,
          maxRequestBodySize: Math.max(backstopBytes, maxBodyBytes * 2),
          idleTimeout: Math.min(255, Math.ceil(Math.max(60, requestTimeoutSeconds + beyondOursSeconds))),
          development: false,
          reusePort: false, // Bun's default in production: a second host would take half of the first one's requests
        })
      } catch (error) {
        if ((error as { code?: string }).code !== 'EADDRINUSE') throw error
        throw new Error(`port ${port} on ${hostname} is taken: set PORT to another one`, { cause: error })
      }
      for (const app of apps) attach(app)
      return server.url
    },
    peerOf: (request) => server?.requestIP(request)?.address,
    keepOpen: (request) => server?.timeout(request, 0),
    async drain() {
      while (server && server.pendingRequests > 0) await Bun.sleep(drainPollMs)
    },
    async stop() {
      await server?.stop(true)
      server = undefined
    },
  }
}
