import type { Server } from 'bun'
import type { AnyElysia } from 'elysia'
import type { WebSockets } from './websockets.ts'

export interface ListenOptions {
  port?: number
  hostname?: string
  fetch(request: Request): Response | Promise<Response>
  webSockets: WebSockets
  maxBodyBytes: number
}

export interface Listener {
  /** Throws an Error that says what to do if the port is taken. */
  start(apps: readonly AnyElysia[]): URL
  /** Gives an app the listening server: WebSockets need it. */
  attach(app: AnyElysia): void
  /** Takes no more connections; resolves when those open are closed, the idle ones at once. */
  stop(): Promise<void>
}

// Bun answers a larger body with an empty 413 before any code of ours: it is only a backstop behind our own limit.
const backstopBytes = 128 * 1024 * 1024
const idleTimeoutSeconds = 60

export function listen({
  port = 3000,
  hostname = '0.0.0.0',
  fetch,
  webSockets,
  maxBodyBytes,
}: ListenOptions): Listener {
  let server: Server<unknown> | undefined

  function attach(app: AnyElysia): void {
    if (server)
      app.server = webSockets.serverFor(server as Parameters<WebSockets['serverFor']>[0]) as typeof app.server
  }

  return {
    attach,
    start(apps) {
      try {
        server = Bun.serve({
          port,
          hostname,
          fetch: (request) => fetch(request),
          websocket: webSockets.handler,
          maxRequestBodySize: Math.max(backstopBytes, maxBodyBytes * 2),
          idleTimeout: idleTimeoutSeconds,
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
    async stop() {
      await server?.stop(true)
      server = undefined
    },
  }
}
