import type { Server, ServerWebSocket, WebSocketHandler } from 'bun'
import { websocket as elysiaHandlers } from 'elysia/ws'
import { currentContext, runWithContext } from '../app/current.ts'
import type { RequestContext } from '../app/request-context.ts'
import { AppError } from '../errors/app-error.ts'

interface SocketData {
  requestContext?: RequestContext
}
type Socket = ServerWebSocket<SocketData>

/** Every app's WebSockets: Bun has one handler for a server, and Elysia's leads to the route by what the socket carries. */
export interface WebSockets {
  handler: WebSocketHandler<SocketData>
  /** The server as an app sees it: its upgrade hands the request's context to the socket's handlers. */
  serverFor(server: Server<SocketData>): Server<SocketData>
  closeAll(): void
}

const goingAway = 1001 // RFC 6455, section 7.4.1

export function createWebSockets(): WebSockets {
  const open = new Set<Socket>()
  const handlers = elysiaHandlers as unknown as WebSocketHandler<SocketData> // typed by Elysia for its own context

  function inContext(socket: Socket, run: () => void | Promise<void>): void | Promise<void> {
    const context = socket.data.requestContext
    return context ? runWithContext(context, run) : run()
  }

  return {
    handler: {
      open(socket) {
        open.add(socket)
        return inContext(socket, () => handlers.open?.(socket))
      },
      message: (socket, message) => inContext(socket, () => handlers.message?.(socket, message)),
      drain: (socket) => inContext(socket, () => handlers.drain?.(socket)),
      close(socket, code, reason) {
        open.delete(socket)
        return inContext(socket, () => handlers.close?.(socket, code, reason))
      },
      ping: (socket, data) => inContext(socket, () => handlers.ping?.(socket, data)),
      pong: (socket, data) => inContext(socket, () => handlers.pong?.(socket, data)),
    },
    serverFor: (server) =>
      new Proxy(server, {
        get(target, key) {
          if (key === 'upgrade') return upgrade.bind(undefined, target)
          if (key === 'requestIP') return () => target.requestIP(originalOf())
          if (key === 'timeout') return (_: Request, seconds: number) => target.timeout(originalOf(), seconds)
          const value = Reflect.get(target, key, target)
          return typeof value === 'function' ? value.bind(target) : value
        },
      }),
    closeAll() {
      for (const socket of open) socket.close(goingAway, 'the server shuts down')
    },
  }
}

function upgrade(
  server: Server<SocketData>,
  request: Request,
  { data, headers }: { data?: SocketData; headers?: Bun.HeadersInit } = {},
): boolean {
  const context = currentContext()
  const upgraded = server.upgrade(context?.request ?? request, {
    data: Object.assign(data ?? {}, context && { requestContext: context }),
    ...(headers && { headers }),
  })
  if (context) context.isSocket = upgraded
  return upgraded
}

// Bun knows the request that came in, not the copies of it that have another path or a limited body.
function originalOf(): Request {
  const request = currentContext()?.request
  if (!request) throw new AppError('NO_APP_CONTEXT', { message: 'no request here' })
  return request
}
