import type { Database } from '../database/database.ts'
import type { Logger } from '../log/logger.ts'
import type { Entry } from './entry.ts'

export const probePaths = ['/livez', '/readyz'] as const

export interface Probes {
  /** The answer to a probe, or undefined for any other path. */
  answer(path: string): Response | Promise<Response> | undefined
  /** Looks until the server is ready, as perhaps nobody asks, and logs what it waits for. */
  awaitReadiness(): Promise<void>
  /** From now on the server is not ready: it shuts down. */
  drain(): void
}

const freshMs = 500
const databaseDeadlineMs = 2000
const firstPauseMs = 500
const longestPauseMs = 8000

/** `/livez`: the process answers, whatever the database does. `/readyz`: it may be sent requests, or why not. */
export function createProbes(
  database: Database,
  entries: () => Iterable<Entry>,
  logger: Pick<Logger, 'info' | 'warn'>,
): Probes {
  let draining = false
  let looked: { at: number; reasons: Promise<string[]> } | undefined
  let look = Promise.resolve<string[]>([])

  // One after another, as a look may run an app's onRegister.
  function lookNow(): Promise<string[]> {
    look = look.then(reasonsNow)
    return look
  }

  // Probes come from many sides at once: the database is asked twice a second at most, and not again while it is asked.
  function lookAround(): Promise<string[]> {
    if (!looked || performance.now() - looked.at > freshMs) {
      const reasons = lookNow()
      looked = { at: Number.POSITIVE_INFINITY, reasons }
      void reasons.finally(() => {
        looked = { at: performance.now(), reasons }
      })
    }
    return looked.reasons
  }

  async function reasonsNow(): Promise<string[]> {
    const reason = await askDatabase(database)
    if (reason) return [reason]
    const unready = [...entries()].filter((entry) => entry.unready)
    await Promise.all(
      unready.map((entry) =>
        entry.recheck().catch((error) => entry.deps.logger.error({ err: error }, 'not ready')),
      ),
    )
    return unready.flatMap(({ app, unready: why }) => (why ? [`app ${app.slug}: ${why}`] : []))
  }

  async function readiness(): Promise<Response> {
    const reasons = draining ? ['shutting down'] : await lookAround()
    if (reasons.length === 0) return Response.json({ status: 'ready' })
    return Response.json({ status: 'not ready', reasons }, { status: 503 })
  }

  async function awaitReadiness(): Promise<void> {
    let logged = ''
    for (let pauseMs = firstPauseMs; !draining; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      const reasons = await lookNow()
      if (reasons.length === 0) {
        if (logged) logger.info('ready')
        return
      }
      const found = reasons.join()
      if (found !== logged) logger.warn({ reasons }, 'not ready')
      logged = found
      await Bun.sleep(pauseMs)
    }
  }

  return {
    awaitReadiness,
    answer(path) {
      if (path === '/livez') return Response.json({ status: 'alive' })
      return path === '/readyz' ? readiness() : undefined
    },
    drain() {
      draining = true
    },
  }
}

async function askDatabase(database: Database): Promise<string | undefined> {
  const late = Bun.sleep(databaseDeadlineMs).then(() => 'the database does not answer')
  const asked = database.ping().then(
    () => undefined,
    () => 'the database cannot be reached',
  )
  return Promise.race([asked, late])
}
