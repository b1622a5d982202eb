import type { RequestContext } from '../app/request-context.ts'
import { AppError } from '../errors/app-error.ts'

/** The event streams (SSE) that are open: they outlive their request, and a shutdown must not wait for them. */
export interface Streams {
  track(response: Response, context: RequestContext): Response
  /** Fires the `signal` of each handler and ends each response, so that clients see an end and not a broken connection. */
  closeAll(): void
}

export function createStreams(): Streams {
  const open = new Set<() => void>()

  return {
    track(response, context) {
      if (!response.body) return response
      const reader = response.body.getReader()
      const ended = Promise.withResolvers<{ done: true; value: undefined }>()
      const close = () => {
        context.abort(new AppError('APP_UNAVAILABLE', { message: 'the server shuts down' }))
        ended.resolve({ done: true, value: undefined })
      }
      open.add(close)
      const body = new ReadableStream<Uint8Array>({
        async pull(controller) {
          const { done, value } = await Promise.race([reader.read(), ended.promise])
          if (!done) return controller.enqueue(value)
          open.delete(close)
          controller.close()
          await reader.cancel().catch(() => {})
        },
        async cancel(reason) {
          open.delete(close)
          await reader.cancel(reason)
        },
      })
      return new Response(body, response)
    },
    closeAll() {
      for (const close of open) close()
      open.clear()
    },
  }
}
