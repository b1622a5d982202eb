import { integer, pgTable, text } from 'drizzle-orm/pg-core'
import type { Migration } from '../src/migrations/migration.ts'

/** A table for tests that count what was written. */
export const rows = pgTable('rows', { id: integer().notNull(), who: text().notNull() })
export const rowsMigration: Migration = {
  version: 0,
  name: 'init',
  up: 'CREATE TABLE rows (id int NOT NULL, who text NOT NULL)',
}
