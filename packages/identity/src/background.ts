import type { Logger } from '@repo/multiapp'

/** What goes on after an answer, such as a mail: a failure is logged, and a shutdown waits. */
export interface Background {
  run(task: Promise<unknown>): void
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
}

export function createBackground(logger: Logger): Background {
  const underWay = new Set<Promise<void>>()
  return {
    run(task) {
      const settled = task
        .then(
          () => {},
          (error: unknown) => logger.error({ err: error }, 'a mail was not sent'),
        )
        .finally(() => underWay.delete(settled))
      underWay.add(settled)
    },
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay)
    },
  }
}
