import { desc, eq, sql } from 'drizzle-orm'
import { readTimeCursor, writeCursor } from './cursor.ts'
import { recordEvent } from './events/record.ts'
import { toMissing } from './missing.ts'
import { type Page, toPage } from './page.ts'
import { projects } from './tables.ts'
import type { TenantTransaction } from './transaction.ts'

export interface Project {
  id: string
  name: string
  createdAt: string
  updatedAt: string
}

export async function createProject(tx: TenantTransaction, fields: { name: string }): Promise<Project> {
  const [row] = await tx
    .insert(projects)
    .values(fields)
    .returning()
    .catch((error) => {
      throw toMissing(error)
    })
  if (!row) throw new Error('the insert returned no row')
  await recordEvent(tx, 'project.created', { projectId: row.id })
  return toProject(row)
}

export async function getProject(tx: TenantTransaction, id: string): Promise<Project | undefined> {
  const [row] = await tx.select().from(projects).where(eq(projects.id, id))
  return row && toProject(row)
}

/** Newest first. */
export async function listProjects(
  tx: TenantTransaction,
  { limit, cursor }: { limit: number; cursor?: string },
): Promise<Page<Project>> {
  const after = cursor === undefined ? undefined : readTimeCursor(cursor)
  const rows = await tx
    .select()
    .from(projects)
    .where(
      after && sql`(${projects.createdAt}, ${projects.id}) < (${after.key}::timestamptz, ${after.id}::uuid)`,
    )
    .orderBy(desc(projects.createdAt), desc(projects.id))
    .limit(limit + 1)
  return toPage(rows.map(toProject), limit, ({ createdAt, id }) => writeCursor({ key: createdAt, id }))
}

export async function updateProject(
  tx: TenantTransaction,
  id: string,
  fields: { name?: string },
): Promise<Project | undefined> {
  const [row] = await tx
    .update(projects)
    .set({ ...fields, updatedAt: sql`now()` })
    .where(eq(projects.id, id))
    .returning()
  if (!row) return undefined
  await recordEvent(tx, 'project.updated', { projectId: id })
  return toProject(row)
}

/** With its tasks, and their comments. */
export async function removeProject(tx: TenantTransaction, id: string): Promise<boolean> {
  const removed = await tx.delete(projects).where(eq(projects.id, id)).returning({ id: projects.id })
  if (removed.length === 0) return false
  await recordEvent(tx, 'project.deleted', { projectId: id })
  return true
}

function toProject({ id, name, createdAt, updatedAt }: typeof projects.$inferSelect): Project {
  return { id, name, createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() }
}
