import type { AppError } from '../errors/app-error.ts'
import type { Logger } from '../log/logger.ts'

/** Writes down why credentials count for nothing. */
export type RefusalLog = (refusal: AppError) => void

const everyMs = 1000

/**
 * Each refusal is a line; that nobody's credentials can be checked is one in a second, with how often it was so since the last:
 * a database that is away must not fill the disk, too.
 */
export function createRefusalLog(logger: Logger, now: () => number = () => performance.now()): RefusalLog {
  let nextAt = Number.NEGATIVE_INFINITY
  let unlogged = 0
  return (refusal) => {
    const { code, cause, status } = refusal
    if (status < 500) {
      const reason = cause instanceof Error ? cause.message : refusal.message
      logger.info({ code, reason }, 'credentials refused')
      return
    }
    if (now() < nextAt) {
      unlogged++
      return
    }
    logger.error(
      { err: cause ?? refusal, code, ...(unlogged > 0 && { unlogged }) },
      'credentials cannot be checked',
    )
    nextAt = now() + everyMs
    unlogged = 0
  }
}
