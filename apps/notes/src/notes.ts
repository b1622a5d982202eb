import type { AppDatabase } from '@repo/multiapp'
import { desc, eq, sql } from 'drizzle-orm'
import { readCursor, writeCursor } from './cursor.ts'
import * as tables from './tables.ts'

export interface Note {
  id: string
  title: string
  body: string
  createdAt: string
  updatedAt: string
}

/** A part of the list, and the cursor that leads to the next; null at its end. */
export interface NotePage {
  items: Note[]
  nextCursor: string | null
}

/** What the app does with notes, with no HTTP in it. Queries on a hot path are prepared once. */
export function createNotes(db: AppDatabase<typeof tables>) {
  const { notes } = tables
  const byId = db
    .select()
    .from(notes)
    .where(eq(notes.id, sql.placeholder('id')))
    .prepare('notes_by_id')

  return {
    async create(fields: { title: string; body?: string }): Promise<Note> {
      const [row] = await db.insert(notes).values(fields).returning()
      if (!row) throw new Error('the insert returned no row')
      return toNote(row)
    },

    async get(id: string): Promise<Note | undefined> {
      const [row] = await byId.execute({ id })
      return row && toNote(row)
    },

    /** Newest first. A cursor is the place of the last one of a page, so none is skipped and none comes twice. */
    async list({ limit, cursor }: { limit: number; cursor?: string }): Promise<NotePage> {
      const after = cursor === undefined ? undefined : readCursor(cursor)
      const rows = await db
        .select()
        .from(notes)
        .where(
          after &&
            sql`(${notes.createdAt}, ${notes.id}) < (${after.createdAt}::timestamptz, ${after.id}::uuid)`,
        )
        .orderBy(desc(notes.createdAt), desc(notes.id))
        .limit(limit + 1)
      const page = rows.slice(0, limit).map(toNote)
      const last = page.at(-1)
      return { items: page, nextCursor: rows.length > limit && last ? writeCursor(last) : null }
    },

    async update(id: string, fields: { title?: string; body?: string }): Promise<Note | undefined> {
      const [row] = await db
        .update(notes)
        .set({ ...fields, updatedAt: sql`now()` })
        .where(eq(notes.id, id))
        .returning()
      return row && toNote(row)
    },

    async remove(id: string): Promise<boolean> {
      const removed = await db.delete(notes).where(eq(notes.id, id)).returning({ id: notes.id })
      return removed.length > 0
    },
  }
}

function toNote(row: typeof tables.notes.$inferSelect): Note {
  return { ...row, createdAt: row.createdAt.toISOString(), updatedAt: row.updatedAt.toISOString() }
}
