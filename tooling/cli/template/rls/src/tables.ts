import { currentTenant, tenantPolicy } from '@repo/multiapp'
import { sql } from 'drizzle-orm'
import { index, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core'

// Milliseconds, as a JavaScript Date has them: a cursor over finer timestamps would skip rows.
const moment = (name: string) =>
  timestamp(name, { withTimezone: true, precision: 3 }).notNull().default(sql`now()`)

// Every key begins with whose a row is: a foreign key that did not would reach into another organization, because
// PostgreSQL checks foreign keys past row-level security.
export const spareParts = pgTable(
  'spare_parts',
  {
    organizationId: uuid('organization_id').notNull().default(currentTenant()),
    id: uuid().notNull().default(sql`gen_random_uuid()`),
    title: text().notNull(),
    body: text().notNull().default(''),
    createdAt: moment('created_at'),
    updatedAt: moment('updated_at'),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.id] }),
    index('spare_parts_by_age').on(table.organizationId, table.createdAt, table.id),
    tenantPolicy(table.organizationId),
  ],
)
