import { sql } from 'drizzle-orm'
import { index, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'

export * from '@repo/identity/tables'

// Milliseconds, as a JavaScript Date has them: a cursor over finer timestamps would skip rows.
const moment = (name: string) =>
  timestamp(name, { withTimezone: true, precision: 3 }).notNull().default(sql`now()`)

export const spareParts = pgTable(
  'spare_parts',
  {
    id: uuid().primaryKey().default(sql`gen_random_uuid()`),
    title: text().notNull(),
    body: text().notNull().default(''),
    createdAt: moment('created_at'),
    updatedAt: moment('updated_at'),
  },
  (table) => [index('spare_parts_by_age').on(table.createdAt, table.id)],
)
