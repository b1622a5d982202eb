import { currentTenant, tenantPolicy } from '@repo/multiapp'
import { sql } from 'drizzle-orm'
import { index, integer, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'

export const articles = pgTable('articles', {
  name: text().primaryKey(),
  cents: integer().notNull(),
})

export const orders = pgTable(
  'orders',
  {
    id: uuid().primaryKey().default(sql`gen_random_uuid()`),
    organizationId: uuid('organization_id').notNull().default(currentTenant()),
    article: text().notNull(),
    pieces: integer().notNull().default(1),
    createdAt: timestamp('created_at', { withTimezone: true, precision: 3 }).notNull().default(sql`now()`),
  },
  (table) => [
    index('orders_by_age').on(table.organizationId, table.createdAt, table.id),
    tenantPolicy(table.organizationId),
  ],
)
