import { toMissing } from '../missing.ts'
import type { TenantTransaction } from '../transaction.ts'

export type EventType =
  | 'project.created'
  | 'project.updated'
  | 'project.deleted'
  | 'task.created'
  | 'task.updated'
  | 'task.deleted'
  | 'comment.created'

/** What an event is about. */
export interface EventSubject {
  projectId: string
  taskId?: string
  commentId?: string
  /** The task's, after the change. */
  version?: number
}

/** So many of the newest events of an organization are kept, and up to a hundred more. */
export const keptEvents = 1000

/**
 * Writes an event in the transaction of the change that it tells of: both are there, or neither is. It goes last in the
 * transaction, because from here to its end the organization's other changes wait. That is what gives ids the order of the
 * commits: a sequence would give 7 to one that commits after 8, and who has read 8 would never see it.
 */
export async function recordEvent(
  { sql }: TenantTransaction,
  type: EventType,
  subject: EventSubject,
): Promise<void> {
  await sql`
    WITH counter AS (
      INSERT INTO event_counters (last_id) VALUES (1)
      ON CONFLICT (organization_id) DO UPDATE SET last_id = event_counters.last_id + 1
      RETURNING organization_id, last_id
    ), event AS (
      INSERT INTO events (id, type, subject, actor)
      SELECT last_id, ${type}, ${JSON.stringify(subject)}::jsonb,
        (SELECT id FROM "user" WHERE id = nullif(current_setting('app.user_id', true), '')::uuid)
      FROM counter
    ), forgotten AS (
      DELETE FROM events USING counter
      WHERE events.organization_id = counter.organization_id
        AND counter.last_id % 100 = 0 AND events.id <= counter.last_id - ${keptEvents}::int
    )
    SELECT pg_notify(current_schema(), left(encode(sha256(organization_id::text::bytea), 'hex'), 16)) FROM counter`.catch(
    (error) => {
      throw toMissing(error)
    },
  )
}

/** What the notification of an organization's event says: any role may hear it, so it is not the organization's id. */
export function hintOf(organizationId: string): string {
  return new Bun.CryptoHasher('sha256').update(organizationId.toLowerCase()).digest('hex').slice(0, 16)
}
