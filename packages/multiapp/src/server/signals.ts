import type { Logger } from '../log/logger.ts'
import type { AppServer } from './server.ts'

/**
 * One app's forgotten promise must not end the other apps. An exception that nobody caught leaves the process in a state
 * that nobody knows: it is logged, what is under way is finished, and whoever runs the process starts it again.
 */
export function surviveStrays(server: AppServer, logger: Logger): void {
  process.on('unhandledRejection', (reason) => logger.error({ err: reason }, 'a rejection was not handled'))
  process.on('uncaughtException', (error) => {
    logger.fatal({ err: error }, 'an exception was not caught: shutting down')
    void server.shutdown().finally(() => process.exit(1))
  })
}

// A terminal's Ctrl-C reaches the whole process group, and `bun run` passes its own on: that is one wish, not two.
const sameWishMs = 300

/**
 * The first signal shuts down, a later one ends the process. `bun --watch` runs the synchronous part of these handlers at
 * every reload: nothing is torn down in it.
 */
export function stopOnSignals(server: AppServer): void {
  let firstAt: number | undefined
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (firstAt !== undefined) {
        if (performance.now() - firstAt > sameWishMs) process.exit(1)
        return
      }
      firstAt = performance.now()
      setImmediate(async () => {
        await server.shutdown()
        process.exit(0)
      })
    })
  }
}
