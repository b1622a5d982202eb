import type { Database } from '../database/database.ts'
import { assertMigrations, type Migration } from './migration.ts'
import { rollback } from './rollback.ts'
import type { MigrateOptions } from './runner.ts'

/** What of an app its schema is made from. */
export interface MigratedApp {
  slug: string
  migrations: readonly Migration[]
}

/**
 * Makes the app's roles and schema and applies its migrations, with nobody else doing so. Unlike a registration that
 * fails, this keeps what was applied before a failure: the next run goes on from there. Throws MIGRATION_FAILED.
 */
export function migrateApp(
  database: Database,
  { slug, migrations }: MigratedApp,
  options: MigrateOptions = {},
): Promise<Migration[]> {
  assertMigrations(slug, migrations)
  return database.prepare(slug, { migrations, keepsApplied: true, ...options })
}

/** Undoes the app's newest `steps` migrations, with nobody else at its schema. Throws MIGRATION_FAILED. */
export function rollbackApp(
  database: Database,
  { slug, migrations }: MigratedApp,
  steps: number,
): Promise<Migration[]> {
  assertMigrations(slug, migrations)
  return database.withOwner(`rollback ${slug}`, slug, (session, target) =>
    rollback(session, target, migrations, steps),
  )
}
