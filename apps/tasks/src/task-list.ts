import { readPositionCursor, writeCursor } from './cursor.ts'
import { type Page, toPage } from './page.ts'
import { getProject } from './projects.ts'
import { type Task, type TaskRow, toTask } from './tasks.ts'
import type { TenantTransaction } from './transaction.ts'

export interface TaskQuery {
  limit: number
  cursor?: string
  status?: Task['status']
  /** A person's id, or `none`. */
  assignee?: string
  /** The first due date, YYYY-MM-DD; tasks without one are left out. */
  dueFrom?: string
  /** The last due date, as `dueFrom`. */
  dueTo?: string
}

/**
 * A project's tasks in their order; undefined if the project is not there. In SQL, because building a query with Drizzle
 * costs more than running this one, and it is the one that everybody waits for.
 */
export async function listTasks(
  tx: TenantTransaction,
  projectId: string,
  { limit, cursor, status, assignee, dueFrom, dueTo }: TaskQuery,
): Promise<Page<Task> | undefined> {
  const { sql } = tx
  const after = cursor === undefined ? undefined : readPositionCursor(cursor)
  const rows = await sql<TaskRow[]>`
    SELECT id, project_id AS "projectId", title, description, status, assignee, due_date AS "dueDate", position, version,
      created_by AS "createdBy", created_at AS "createdAt", updated_at AS "updatedAt"
    FROM tasks
    WHERE project_id = ${projectId}
      ${after ? sql`AND (position, id) > (${after.key}::float8, ${after.id}::uuid)` : sql``}
      ${status === undefined ? sql`` : sql`AND status = ${status}`}
      ${assignee === undefined ? sql`` : assignee === 'none' ? sql`AND assignee IS NULL` : sql`AND assignee = ${assignee}`}
      ${dueFrom === undefined ? sql`` : sql`AND due_date >= ${dueFrom}`}
      ${dueTo === undefined ? sql`` : sql`AND due_date <= ${dueTo}`}
    ORDER BY position, id
    LIMIT ${limit + 1}`
  if (rows.length === 0 && !(await getProject(tx, projectId))) return undefined
  return toPage(rows.map(toTask), limit, ({ position, id }) => writeCursor({ key: String(position), id }))
}
