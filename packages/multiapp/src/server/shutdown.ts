import type { Logger } from '../log/logger.ts'

export interface ShutdownStep {
  name: string
  /** `signal` aborts at the step's deadline. */
  run(signal: AbortSignal): unknown
  deadlineSeconds: number
}

/** Runs the steps in order. One that throws or overruns its deadline is logged and holds up none of the others. */
export async function runShutdown(steps: readonly ShutdownStep[], logger: Logger): Promise<void> {
  for (const step of steps) {
    const { promise: overrun, resolve } = Promise.withResolvers<'overrun'>()
    const deadline = new AbortController()
    const timer = setTimeout(() => {
      deadline.abort()
      resolve('overrun')
    }, step.deadlineSeconds * 1000)
    try {
      const ran = (async () => step.run(deadline.signal))()
      if ((await Promise.race([ran, overrun])) === 'overrun') {
        logger.warn(
          { step: step.name, deadlineSeconds: step.deadlineSeconds },
          'shutdown step overran its deadline',
        )
        ran.catch(() => {})
      }
    } catch (error) {
      logger.error({ err: error, step: step.name }, 'shutdown step failed')
    } finally {
      clearTimeout(timer)
    }
  }
}
