import type { Database } from '../database/database.ts'
import { provision } from '../database/provision.ts'
import { rolesOf } from '../database/roles.ts'
import { withAppLock } from './lock.ts'
import { assertMigrations, type Migration } from './migration.ts'
import { rollback } from './rollback.ts'
import { type MigrateOptions, migrate } from './runner.ts'

/** What of an app its schema is made from. */
export interface MigratedApp {
  slug: string
  migrations: readonly Migration[]
}

export interface MigrateAppOptions extends MigrateOptions {
  /** As the database's: the password of the app's role is derived from it. */
  roleSecret: string
}

// As `prepare` gives it.
const connectionLimit = 200

/**
 * Makes the app's roles and schema and applies its migrations, with nobody else doing so. Unlike a registration that
 * fails, this keeps what was applied before a failure: the next run goes on from there. Throws MIGRATION_FAILED.
 */
export function migrateApp(
  database: Database,
  { slug, migrations }: MigratedApp,
  { roleSecret, ...options }: MigrateAppOptions,
): Promise<Migration[]> {
  assertMigrations(slug, migrations)
  const roles = rolesOf(slug)
  return database.admin(`migrate ${slug}`, (session) =>
    withAppLock(session, roles.schema, async () => {
      await provision(session, roles, { roleSecret, connectionLimit })
      return migrate(session, { slug, ...roles }, migrations, options)
    }),
  )
}

/** Undoes the app's newest `steps` migrations, with nobody else at its schema. Throws MIGRATION_FAILED. */
export function rollbackApp(
  database: Database,
  { slug, migrations }: MigratedApp,
  steps: number,
): Promise<Migration[]> {
  assertMigrations(slug, migrations)
  const roles = rolesOf(slug)
  return database.admin(`rollback ${slug}`, (session) =>
    withAppLock(session, roles.schema, () => rollback(session, { slug, ...roles }, migrations, steps)),
  )
}
