import type { AppDatabase } from '@repo/multiapp'
import { desc, eq, sql } from 'drizzle-orm'
import { readCursor, writeCursor } from './cursor.ts'
import * as tables from './tables.ts'

export interface SparePart {
  id: string
  title: string
  body: string
  createdAt: string
  updatedAt: string
}

/** A part of the list, and the cursor that leads to the next; null at its end. */
export interface SparePartPage {
  items: SparePart[]
  nextCursor: string | null
}

/** What the app does with spare parts, with no HTTP in it. Queries on a hot path are prepared once. */
export function createSpareParts(db: AppDatabase<typeof tables>) {
  const { spareParts } = tables
  const byId = db
    .select()
    .from(spareParts)
    .where(eq(spareParts.id, sql.placeholder('id')))
    .prepare('spare_parts_by_id')

  return {
    async create(fields: { title: string; body?: string }): Promise<SparePart> {
      const [row] = await db.insert(spareParts).values(fields).returning()
      if (!row) throw new Error('the insert returned no row')
      return toSparePart(row)
    },

    async get(id: string): Promise<SparePart | undefined> {
      const [row] = await byId.execute({ id })
      return row && toSparePart(row)
    },

    /** Newest first. A cursor is the place of the last one of a page, so none is skipped and none comes twice. */
    async list({ limit, cursor }: { limit: number; cursor?: string }): Promise<SparePartPage> {
      const after = cursor === undefined ? undefined : readCursor(cursor)
      const rows = await db
        .select()
        .from(spareParts)
        .where(
          after &&
            sql`(${spareParts.createdAt}, ${spareParts.id}) < (${after.createdAt}::timestamptz, ${after.id}::uuid)`,
        )
        .orderBy(desc(spareParts.createdAt), desc(spareParts.id))
        .limit(limit + 1)
      const page = rows.slice(0, limit).map(toSparePart)
      const last = page.at(-1)
      return { items: page, nextCursor: rows.length > limit && last ? writeCursor(last) : null }
    },

    async update(id: string, fields: { title?: string; body?: string }): Promise<SparePart | undefined> {
      const [row] = await db
        .update(spareParts)
        .set({ ...fields, updatedAt: sql`now()` })
        .where(eq(spareParts.id, id))
        .returning()
      return row && toSparePart(row)
    },

    async remove(id: string): Promise<boolean> {
      const removed = await db
        .delete(spareParts)
        .where(eq(spareParts.id, id))
        .returning({ id: spareParts.id })
      return removed.length > 0
    },
  }
}

function toSparePart(row: typeof tables.spareParts.$inferSelect): SparePart {
  return { ...row, createdAt: row.createdAt.toISOString(), updatedAt: row.updatedAt.toISOString() }
}
