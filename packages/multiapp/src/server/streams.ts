import type { RequestContext } from '../app/request-context.ts'
import { AppError } from '../errors/app-error.ts'

/** The event streams (SSE) that are open: they outlive their request, and a shutdown must not wait for them. */
export interface Streams {
  track(response: Response, context: RequestContext): Response
  /** Fires the `signal` of each handler and ends each response, so that clients see an end and not a broken connection. */
  closeAll(): void
}

export interface StreamOptions {
  /** Tells the server that this response may be silent for long. */
  keepOpen(request: Request): void
}

export function createStreams({ keepOpen }: StreamOptions): Streams {
  const open = new Set<() => void>()
  let closed = false

  return {
    track(response, context) {
      if (!response.body) return response
      if (context.request) keepOpen(context.request)
      const reader = response.body.getReader()
      let close = () => {}
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          close = () => {
            open.delete(close)
            context.abort(new AppError('APP_UNAVAILABLE', { message: 'the server shuts down' }))
            controller.close()
            void reader.cancel().catch(() => {})
          }
          open.add(close)
          if (closed) close()
        },
        async pull(controller) {
          try {
            const { done, value } = await reader.read()
            if (!open.has(close)) return
            if (!done) return controller.enqueue(value)
            open.delete(close)
            controller.close()
          } catch (error) {
            if (open.delete(close)) controller.error(error)
          }
        },
        async cancel(reason) {
          open.delete(close)
          await reader.cancel(reason)
        },
      })
      return new Response(body, response)
    },
    closeAll() {
      closed = true
      for (const close of open) close()
    },
  }
}
