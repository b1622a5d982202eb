import { toCsvLine } from './csv.ts'
import type { TenantTransaction } from './transaction.ts'

const rowsPerFetch = 200
const columns = ['project', 'id', 'title', 'description', 'status', 'assignee', 'due', 'created', 'updated']

type Row = Record<(typeof columns)[number], string | null>

/**
 * All tasks of an organization as CSV, as fast as it is read, from one moment of the database. A connection is lent to it
 * meanwhile: one who stops reading for longer than `idle_in_transaction_session_timeout` gets an error instead of the end.
 * Rejects if it cannot begin.
 */
export async function openExport(
  run: <R>(fn: (tx: TenantTransaction) => Promise<R>) => Promise<R>,
): Promise<ReadableStream<Uint8Array>> {
  const encoder = new TextEncoder()
  const { readable, writable } = new TransformStream<string, Uint8Array>({
    transform: (text, controller) => controller.enqueue(encoder.encode(text)),
  })
  const writer = writable.getWriter()
  const begun = Promise.withResolvers<void>()

  // Who reads no more has the next write rejected, which ends the transaction.
  const written = run(async ({ sql }) => {
    await sql`
      DECLARE exported NO SCROLL CURSOR FOR
      SELECT projects.name AS project, tasks.id, title, description, status, assignee, due_date AS due,
        tasks.created_at AS created, tasks.updated_at AS updated
      FROM tasks JOIN projects ON projects.id = project_id
      ORDER BY projects.name, project_id, position, tasks.id`
    begun.resolve()
    await writer.write(toCsvLine(columns))
    for (;;) {
      const rows = await sql.unsafe<Row[]>(`FETCH ${rowsPerFetch} FROM exported`)
      if (rows.length === 0) return
      await writer.write(rows.map(toLine).join(''))
    }
  })
  written
    .then(
      () => writer.close(),
      (error) => {
        begun.reject(error)
        return writer.abort(error)
      },
    )
    .catch(() => {}) // nobody reads: there is nobody to tell
  await begun.promise
  return readable
}

function toLine(row: Row): string {
  const times = { created: toIso(row.created), updated: toIso(row.updated) }
  return toCsvLine(columns.map((column) => ({ ...row, ...times })[column] ?? null))
}

function toIso(time: string | null | undefined): string | null {
  return time ? new Date(time).toISOString() : null
}
