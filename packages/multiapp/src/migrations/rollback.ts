import type { Sql } from 'postgres'
import { AppError } from '../errors/app-error.ts'
import { pendingMigrations } from './comparison.ts'
import { executeEach, executeTogether, type MigrationTarget, reasonOf } from './execute.ts'
import { executeFunction } from './execute-function.ts'
import { deleteEntrySql, markDirtySql, readLedger } from './ledger.ts'
import { fileNameOf, type Migration } from './migration.ts'
import { splitStatements } from './sql-text.ts'

/**
 * Undoes the newest `steps` migrations, newest first, each in a transaction with its ledger row. `session` is as for
 * `migrate`. Throws MIGRATION_FAILED: before anything is touched where one of them has no `down` or the ledger and the
 * code do not agree, and else naming the file.
 */
export async function rollback(
  session: Sql,
  target: MigrationTarget,
  migrations: readonly Migration[],
  steps: number,
): Promise<Migration[]> {
  const refuse = (what: string, cause?: unknown) =>
    new AppError('MIGRATION_FAILED', { message: `app "${target.slug}": ${what}`, cause })
  const ledger = await readLedger(session, target)
  pendingMigrations(target.slug, migrations, ledger)
  const versions = new Set(ledger.map(({ version }) => version))
  const applied = migrations.filter(({ version }) => versions.has(version))
  if (steps > applied.length) {
    throw refuse(`only ${applied.length} of its migrations are applied: name fewer steps than ${steps}`)
  }
  const chosen = applied.slice(-steps).reverse()
  const fixed = chosen.find(({ down }) => down === undefined)
  if (fixed) {
    const file = fileNameOf(fixed)
    throw refuse(`migration ${file} has no down: write ${file}.down.sql, or undo it by a new migration`)
  }
  for (const migration of chosen) {
    try {
      await undo(session, target, migration)
    } catch (cause) {
      throw refuse(`rolling back migration ${fileNameOf(migration)} failed: ${reasonOf(cause)}`, cause)
    }
  }
  return chosen
}

async function undo(session: Sql, target: MigrationTarget, migration: Migration): Promise<void> {
  const { down = '' } = migration
  const forget = deleteEntrySql(target.schema, migration)
  if (typeof down === 'function') {
    await executeFunction(session, target, down, forget)
    return
  }
  const statements = [...splitStatements(down), ...(target.closing ? [target.closing] : [])]
  if (migration.transaction === false) {
    await executeEach(session, target, [markDirtySql(target.schema, migration), ...statements, forget])
  } else {
    await executeTogether(session, target, [...statements, forget])
  }
}
