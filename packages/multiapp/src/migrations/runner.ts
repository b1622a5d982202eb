import type { Sql } from 'postgres'
import { sqlState } from '../database/database-error.ts'
import { AppError } from '../errors/app-error.ts'
import { ledgerTable, pendingMigrations, readLedger } from './ledger.ts'
import { checksumOf, fileNameOf, type Migration } from './migration.ts'
import { splitStatements } from './sql-text.ts'

export interface MigrationTarget {
  slug: string
  schema: string
  /** The role that owns the schema. */
  owner: string
}

/**
 * Applies what is pending, in order, each in a transaction with its ledger row. `session` is one connection, never opened
 * a second time, that holds the app's lock. Throws MIGRATION_FAILED, naming the file; what was applied before it stays.
 */
export async function migrate(
  session: Sql,
  target: MigrationTarget,
  migrations: readonly Migration[],
): Promise<Migration[]> {
  const pending = pendingMigrations(target.slug, migrations, await readLedger(session, target))
  for (const migration of pending) {
    try {
      if (migration.transaction === false) await applyByStatement(session, target, migration)
      else await applyInTransaction(session, target, migration)
    } catch (cause) {
      const message = `app "${target.slug}": migration ${fileNameOf(migration)} failed: ${reasonOf(cause)}`
      throw new AppError('MIGRATION_FAILED', { message, cause })
    }
  }
  return pending
}

// All of it goes to the server as one message, so no lost connection can leave a part of it behind. Settings of an
// earlier migration end with RESET ALL; a migration may take as long as it takes.
async function applyInTransaction(
  session: Sql,
  target: MigrationTarget,
  migration: Migration,
): Promise<void> {
  const { schema, owner } = target
  const batch = [
    'RESET ALL',
    'BEGIN',
    `SET LOCAL ROLE "${owner}"`,
    `SET LOCAL search_path = "${schema}", extensions`,
    'SET LOCAL statement_timeout = 0',
    ...splitStatements(migration.up),
    `INSERT INTO "${schema}"."${ledgerTable}" (version, name, checksum, duration_ms) VALUES (
       ${migration.version}, '${migration.name}', '${checksumOf(migration)}',
       round(extract(epoch FROM clock_timestamp() - now()) * 1000))`,
    'COMMIT',
  ]
  try {
    // A statement may end in a comment: the semicolon needs a line of its own.
    await session.unsafe(batch.join('\n;\n'))
  } catch (error) {
    await session.unsafe('ROLLBACK').catch(() => {})
    throw error
  }
}

// Marked dirty first: a crash between two statements is then visible, and nothing runs after it.
async function applyByStatement(session: Sql, target: MigrationTarget, migration: Migration): Promise<void> {
  const { schema, owner } = target
  const { version, name } = migration
  const ledger = `"${schema}"."${ledgerTable}"`
  const start = performance.now()
  await session.unsafe(
    `RESET ALL; SET ROLE "${owner}"; SET search_path = "${schema}", extensions; SET statement_timeout = 0`,
  )
  try {
    const values = `${version}, '${name}', '${checksumOf(migration)}', true`
    await session.unsafe(`INSERT INTO ${ledger} (version, name, checksum, dirty) VALUES (${values})`)
    for (const statement of splitStatements(migration.up)) await session.unsafe(statement)
    const durationMs = Math.round(performance.now() - start)
    await session.unsafe(
      `UPDATE ${ledger} SET dirty = false, duration_ms = ${durationMs} WHERE version = ${version}`,
    )
  } finally {
    await session.unsafe('RESET ROLE; RESET ALL').catch(() => {})
  }
}

// Classes 22 and 23 quote rows, which are not for a log: `invalid input syntax for type integer: "…"`.
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  return /^2[23]/.test(sqlState(cause) ?? '') ? cause.message.replace(/: ".*$/s, '') : cause.message
}
