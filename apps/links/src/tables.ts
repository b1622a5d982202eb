import { sql } from 'drizzle-orm'
import { bigint, date, index, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core'

const moment = (name: string) =>
  timestamp(name, { withTimezone: true, precision: 3 }).notNull().default(sql`now()`)

export const links = pgTable(
  'links',
  {
    code: text().primaryKey(),
    url: text().notNull(),
    createdAt: moment('created_at'),
  },
  (table) => [index('links_newest').on(table.createdAt, table.code)],
)

export const clicks = pgTable(
  'clicks',
  {
    code: text()
      .notNull()
      .references(() => links.code, { onDelete: 'cascade' }),
    /** In UTC. */
    day: date({ mode: 'string' }).notNull(),
    clicks: bigint({ mode: 'number' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.code, table.day] })],
)

/** What has been written to `clicks`, so that a second try of it changes nothing. */
export const clickBatches = pgTable('click_batches', {
  id: uuid().primaryKey(),
  savedAt: moment('saved_at'),
})
