import type { Database } from '../database/database.ts'
import { fileNameOf } from '../migrations/migration.ts'
import type { Entry } from './entry.ts'

export const probePaths = ['/livez', '/readyz'] as const

export interface Probes {
  /** The answer to a probe, or undefined for any other path. */
  answer(path: string): Response | Promise<Response> | undefined
  /** From now on the server is not ready: it shuts down. */
  drain(): void
}

const freshMs = 500
const databaseDeadlineMs = 2000

/** `/livez`: the process answers, whatever the database does. `/readyz`: it may be sent requests, or why not. */
export function createProbes(database: Database, entries: () => Iterable<Entry>): Probes {
  let draining = false
  let checked: { at: number; reason: Promise<string | undefined> } | undefined

  // Probes come from many sides at once: the database is asked twice a second at most.
  function databaseReason(): Promise<string | undefined> {
    if (!checked || performance.now() - checked.at > freshMs) {
      checked = { at: performance.now(), reason: askDatabase(database) }
    }
    return checked.reason
  }

  async function readiness(): Promise<Response> {
    const reasons = draining ? ['shutting down'] : []
    for (const { app, pending } of entries()) {
      if (pending.length > 0)
        reasons.push(`app ${app.slug}: pending migrations ${pending.map(fileNameOf).join(', ')}`)
    }
    const reason = draining ? undefined : await databaseReason()
    if (reason) reasons.push(reason)
    if (reasons.length === 0) return Response.json({ status: 'ready' })
    return Response.json({ status: 'not ready', reasons }, { status: 503 })
  }

  return {
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
