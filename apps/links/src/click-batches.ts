import type { AppDatabase } from '@repo/multiapp'
import { eq, sql } from 'drizzle-orm'
import type { ClickBatch } from './clicks.ts'
import * as tables from './tables.ts'

// A host that was killed leaves its last id. It is long past being tried again when it goes.
const staleIds = sql`${tables.clickBatches.savedAt} < now() - interval '30 days'`

/** Adds the batches of one host to the clicks in the database: all of a batch or nothing, and once. */
export function createClickBatches(db: AppDatabase<typeof tables>) {
  const { clickBatches } = tables
  let lastId: string | undefined

  return {
    /** Batches come one after another: a new one says that those before it are done. */
    async save({ id, entries }: ClickBatch): Promise<void> {
      await db.transaction(async (tx) => {
        // A commit that was not answered (TRANSACTION_LOST, outcome "unknown") has left this row, or nothing. While it is
        // still under way, this waits for it.
        const [fresh] = await tx
          .insert(clickBatches)
          .values({ id })
          .onConflictDoNothing()
          .returning({ id: clickBatches.id })
        if (!fresh) return
        const codes = entries.map(({ code }) => code)
        const days = entries.map(({ day }) => day)
        const counts = entries.map(({ clicks }) => clicks)
        // In one order on every host, or two of them could wait for each other's rows. A link that is gone has no clicks.
        await tx.sql`
          INSERT INTO clicks (code, day, clicks)
          SELECT code, day, batch.clicks
          FROM unnest(${codes}::text[], ${days}::text[]::date[], ${counts}::bigint[]) AS batch (code, day, clicks)
          JOIN links USING (code)
          ORDER BY code, day
          ON CONFLICT (code, day) DO UPDATE SET clicks = clicks.clicks + excluded.clicks`
        await tx.delete(clickBatches).where(lastId === undefined ? staleIds : eq(clickBatches.id, lastId))
      })
      lastId = id
    },
  }
}
