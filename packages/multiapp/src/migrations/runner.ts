import type { Sql } from 'postgres'
import { AppError } from '../errors/app-error.ts'
import { pendingMigrations } from './comparison.ts'
import { executeEach, executeTogether, type MigrationTarget, reasonOf } from './execute.ts'
import { executeFunction } from './execute-function.ts'
import { finishEntrySql, insertEntrySql, readLedger } from './ledger.ts'
import { fileNameOf, type Migration } from './migration.ts'
import { splitStatements } from './sql-text.ts'

export interface MigrateOptions {
  /** Called after each migration that was applied. */
  onApplied?: (migration: Migration) => void
}

/**
 * Applies what is pending, in order, each in a transaction with its ledger row. `session` is one connection, never opened
 * a second time, that holds the app's lock. Throws MIGRATION_FAILED, naming the file; what was applied before it stays.
 */
export async function migrate(
  session: Sql,
  target: MigrationTarget,
  migrations: readonly Migration[],
  { onApplied }: MigrateOptions = {},
): Promise<Migration[]> {
  const pending = pendingMigrations(target.slug, migrations, await readLedger(session, target))
  for (const migration of pending) {
    try {
      await apply(session, target, migration)
    } catch (cause) {
      const message = `app "${target.slug}": migration ${fileNameOf(migration)} failed: ${reasonOf(cause)}`
      throw new AppError('MIGRATION_FAILED', { message, cause })
    }
    onApplied?.(migration)
  }
  return pending
}

async function apply(session: Sql, target: MigrationTarget, migration: Migration): Promise<void> {
  const { schema } = target
  const { up } = migration
  if (typeof up === 'function') {
    await executeFunction(session, target, up, insertEntrySql(schema, migration))
    return
  }
  const statements = [...splitStatements(up), ...(target.closing ? [target.closing] : [])]
  if (migration.transaction === false) {
    // Marked dirty first: a crash between two statements is then visible, and nothing runs after it.
    const dirty = insertEntrySql(schema, migration, { dirty: true })
    await executeEach(session, target, [dirty, ...statements, finishEntrySql(schema, migration)])
  } else {
    await executeTogether(session, target, [...statements, insertEntrySql(schema, migration)])
  }
}
