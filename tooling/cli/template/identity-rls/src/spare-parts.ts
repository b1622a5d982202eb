import { AppError, sqlState, type TransactionDatabase } from '@repo/multiapp'
import { desc, eq, sql } from 'drizzle-orm'
import { readCursor, writeCursor } from './cursor.ts'
import type * as tables from './tables.ts'
import { spareParts } from './tables.ts'

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

/** A transaction that sees one organization's rows, and writes no other's: what `tenant.run` gives. */
type Tx = TransactionDatabase<typeof tables>

/** Throws FORBIDDEN if the organization has been deleted. */
export async function createSparePart(tx: Tx, fields: { title: string; body?: string }): Promise<SparePart> {
  try {
    const [row] = await tx.insert(spareParts).values(fields).returning()
    if (!row) throw new Error('the insert returned no row')
    return toSparePart(row)
  } catch (error) {
    if (sqlState(error) !== foreignKeyViolation) throw error
    throw new AppError('FORBIDDEN', { message: 'the organization is not there: it may have been deleted' })
  }
}

const foreignKeyViolation = '23503'

export async function getSparePart(tx: Tx, id: string): Promise<SparePart | undefined> {
  const [row] = await tx.select().from(spareParts).where(eq(spareParts.id, id))
  return row && toSparePart(row)
}

/** Newest first. A cursor is the place of the last one of a page, so none is skipped and none comes twice. */
export async function listSpareParts(
  tx: Tx,
  { limit, cursor }: { limit: number; cursor?: string },
): Promise<SparePartPage> {
  const after = cursor === undefined ? undefined : readCursor(cursor)
  const rows = await tx
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
}

export async function updateSparePart(
  tx: Tx,
  id: string,
  fields: { title?: string; body?: string },
): Promise<SparePart | undefined> {
  const [row] = await tx
    .update(spareParts)
    .set({ ...fields, updatedAt: sql`now()` })
    .where(eq(spareParts.id, id))
    .returning()
  return row && toSparePart(row)
}

export async function removeSparePart(tx: Tx, id: string): Promise<boolean> {
  const removed = await tx.delete(spareParts).where(eq(spareParts.id, id)).returning({ id: spareParts.id })
  return removed.length > 0
}

function toSparePart({
  organizationId: _,
  createdAt,
  updatedAt,
  ...rest
}: typeof spareParts.$inferSelect): SparePart {
  return { ...rest, createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() }
}
