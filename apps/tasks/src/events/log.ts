import type { AppDatabase } from '@repo/multiapp'
import { asc, gt } from 'drizzle-orm'
import * as tables from '../tables.ts'
import type { EventSubject } from './record.ts'

export interface LoggedEvent extends EventSubject {
  /** 1, 2, 3, … in each organization. */
  id: number
  type: string
  /** Who did it; null for whoever has no UUID. */
  actor: string | null
  at: string
}

/** The events of organizations, as far as they are kept. */
export interface EventLog {
  /** The id of the newest; 0 if there was none ever. */
  lastId(organizationId: string): Promise<number>
  /** Those after `id`, oldest first, `batchSize` at most. Those who ask the same at the same time share one query. */
  after(organizationId: string, id: number): Promise<LoggedEvent[]>
  /** What is read from now on is as new as now: a query that is under way is not shared with whoever comes. */
  refresh(organizationId: string): void
}

export const batchSize = 100

export function createEventLog(db: AppDatabase<typeof tables>): EventLog {
  const { events, eventCounters } = tables
  const underWay = new Map<string, Map<number, Promise<LoggedEvent[]>>>()

  async function read(tenantId: string, id: number): Promise<LoggedEvent[]> {
    const rows = await db.asTenant({ tenantId }, (tx) =>
      tx.select().from(events).where(gt(events.id, id)).orderBy(asc(events.id)).limit(batchSize),
    )
    return rows.map((row) => {
      const subject = row.subject as EventSubject // what recordEvent has written
      return { id: row.id, type: row.type, ...subject, actor: row.actor, at: row.at.toISOString() }
    })
  }

  return {
    async lastId(tenantId) {
      const [row] = await db.asTenant({ tenantId }, (tx) => tx.select().from(eventCounters))
      return row?.lastId ?? 0
    },
    after(organizationId, id) {
      const shared = underWay.get(organizationId) ?? new Map<number, Promise<LoggedEvent[]>>()
      underWay.set(organizationId, shared)
      const known = shared.get(id)
      if (known) return known
      const reading = read(organizationId, id).finally(() => {
        shared.delete(id)
        if (shared.size === 0 && underWay.get(organizationId) === shared) underWay.delete(organizationId)
      })
      shared.set(id, reading)
      return reading
    },
    refresh: (organizationId) => void underWay.delete(organizationId),
  }
}
