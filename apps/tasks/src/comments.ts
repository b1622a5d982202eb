import { AppError } from '@repo/multiapp'
import { and, asc, eq, sql } from 'drizzle-orm'
import { currentPerson } from './current-person.ts'
import { readTimeCursor, writeCursor } from './cursor.ts'
import { recordEvent } from './events/record.ts'
import { toMissing } from './missing.ts'
import { type Page, toPage } from './page.ts'
import { comments, tasks } from './tables.ts'
import { getTask } from './tasks.ts'
import type { TenantTransaction } from './transaction.ts'

export interface Comment {
  id: string
  taskId: string
  author: string | null
  body: string
  createdAt: string
}

/** Throws NOT_FOUND if the task is not there. */
export async function createComment(tx: TenantTransaction, taskId: string, body: string): Promise<Comment> {
  const task = await getTask(tx, taskId)
  if (!task) throw new AppError('NOT_FOUND')
  try {
    const [row] = await tx.insert(comments).values({ taskId, body, author: currentPerson }).returning()
    if (!row) throw new Error('the insert returned no row')
    await recordEvent(tx, 'comment.created', { projectId: task.projectId, taskId, commentId: row.id })
    return toComment(row)
  } catch (error) {
    // Somebody has deleted the task meanwhile.
    throw toMissing(error)
  }
}

/** Oldest first; undefined if the task is not there. */
export async function listComments(
  tx: TenantTransaction,
  taskId: string,
  { limit, cursor }: { limit: number; cursor?: string },
): Promise<Page<Comment> | undefined> {
  const after = cursor === undefined ? undefined : readTimeCursor(cursor)
  const rows = await tx
    .select()
    .from(comments)
    .where(
      and(
        eq(comments.taskId, taskId),
        after &&
          sql`(${comments.createdAt}, ${comments.id}) > (${after.key}::timestamptz, ${after.id}::uuid)`,
      ),
    )
    .orderBy(asc(comments.createdAt), asc(comments.id))
    .limit(limit + 1)
  if (rows.length === 0 && (await tx.$count(tasks, eq(tasks.id, taskId))) === 0) return undefined
  return toPage(rows.map(toComment), limit, ({ createdAt, id }) => writeCursor({ key: createdAt, id }))
}

function toComment({ id, taskId, author, body, createdAt }: typeof comments.$inferSelect): Comment {
  return { id, taskId, author, body, createdAt: createdAt.toISOString() }
}
