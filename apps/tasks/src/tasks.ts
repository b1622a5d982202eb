import { AppError } from '@repo/multiapp'
import { and, eq, inArray, sql } from 'drizzle-orm'
import { currentPerson } from './current-person.ts'
import { writeEntityTag } from './entity-tag.ts'
import { recordEvent } from './events/record.ts'
import { toMissing } from './missing.ts'
import { tasks } from './tables.ts'
import type { TenantTransaction } from './transaction.ts'

export interface Task {
  id: string
  projectId: string
  title: string
  description: string
  status: 'todo' | 'doing' | 'done'
  assignee: string | null
  /** YYYY-MM-DD. */
  dueDate: string | null
  position: number
  version: number
  createdBy: string | null
  createdAt: string
  updatedAt: string
}

/** What of a task people decide. */
export type TaskFields = Partial<
  Pick<Task, 'title' | 'description' | 'status' | 'assignee' | 'dueDate' | 'position'>
>

/** At the end of the project, unless it is told where. Throws NOT_FOUND if the project is not there. */
export async function createTask(
  tx: TenantTransaction,
  projectId: string,
  fields: TaskFields & Pick<Task, 'title'>,
): Promise<Task> {
  const atTheEnd = sql`(SELECT coalesce(max(position), 0) + 1 FROM tasks WHERE project_id = ${projectId})`
  try {
    const [row] = await tx
      .insert(tasks)
      .values({ position: atTheEnd, ...fields, projectId, createdBy: currentPerson })
      .returning()
    if (!row) throw new Error('the insert returned no row')
    await recordEvent(tx, 'task.created', { projectId, taskId: row.id, version: row.version })
    return toTask(row)
  } catch (error) {
    throw toMissing(error)
  }
}

export async function getTask(tx: TenantTransaction, id: string): Promise<Task | undefined> {
  const [row] = await tx.select().from(tasks).where(eq(tasks.id, id))
  return row && toTask(row)
}

/** `versions` are those that the change may replace: throws PRECONDITION_FAILED for a task of another one. */
export async function updateTask(
  tx: TenantTransaction,
  id: string,
  fields: TaskFields,
  versions?: readonly number[],
): Promise<Task | undefined> {
  const [row] = await tx
    .update(tasks)
    .set({ ...fields, version: sql`${tasks.version} + 1`, updatedAt: sql`now()` })
    .where(matching(id, versions))
    .returning()
    .catch((error) => {
      throw toMissing(error)
    })
  if (!row) return assertGone(tx, id)
  const { projectId, version } = row
  await recordEvent(tx, 'task.updated', { projectId, taskId: id, version })
  return toTask(row)
}

/** `versions` as in `updateTask`. */
export async function removeTask(
  tx: TenantTransaction,
  id: string,
  versions?: readonly number[],
): Promise<true | undefined> {
  const [row] = await tx.delete(tasks).where(matching(id, versions)).returning({ projectId: tasks.projectId })
  if (!row) return assertGone(tx, id)
  await recordEvent(tx, 'task.deleted', { projectId: row.projectId, taskId: id })
  return true
}

// In the one statement that changes the task: whoever comes second finds another version there.
function matching(id: string, versions: readonly number[] | undefined) {
  return and(eq(tasks.id, id), versions && inArray(tasks.version, [...versions]))
}

async function assertGone(tx: TenantTransaction, id: string): Promise<undefined> {
  const there = await getTask(tx, id)
  if (!there) return undefined
  throw new AppError('PRECONDITION_FAILED', {
    message: 'the task has been changed since: read it again',
    headers: { etag: writeEntityTag(there.version) },
  })
}

/** A row as Drizzle gives it, or as `sql` does, which leaves times as text. */
export type TaskRow = Omit<typeof tasks.$inferSelect, 'organizationId' | 'createdAt' | 'updatedAt'> & {
  createdAt: Date | string
  updatedAt: Date | string
}

export function toTask(row: TaskRow): Task {
  return {
    id: row.id,
    projectId: row.projectId,
    title: row.title,
    description: row.description,
    status: row.status,
    assignee: row.assignee,
    dueDate: row.dueDate,
    position: row.position,
    version: row.version,
    createdBy: row.createdBy,
    createdAt: new Date(row.createdAt).toISOString(),
    updatedAt: new Date(row.updatedAt).toISOString(),
  }
}
