import type { Sql } from 'postgres'
import { AppError } from '../errors/app-error.ts'
import { ledgerTable, pendingMigrations, readLedger } from './ledger.ts'
import { checksumOf, fileNameOf, type Migration, statementsOf } from './migration.ts'

export interface MigrationTarget {
  slug: string
  schema: string
  /** The role that owns the schema. */
  owner: string
}

/**
 * Applies what is pending, in order, each in a transaction with its ledger row. `session` is one connection that holds
 * the app's lock. Throws MIGRATION_FAILED, naming the file; what was applied before it stays.
 */
export async function migrate(
  session: Sql,
  target: MigrationTarget,
  migrations: readonly Migration[],
): Promise<Migration[]> {
  const pending = pendingMigrations(target.slug, migrations, await readLedger(session, target.schema))
  for (const migration of pending) {
    try {
      if (migration.transaction === false) await applyByStatement(session, target, migration)
      else await applyInTransaction(session, target, migration)
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause)
      throw new AppError('MIGRATION_FAILED', {
        message: `app "${target.slug}": migration ${fileNameOf(migration)} failed: ${reason}`,
        cause,
      })
    }
  }
  return pending
}

// All of it goes to the server as one message, so no lost connection can leave a part of it behind.
async function applyInTransaction(
  session: Sql,
  { schema, owner }: MigrationTarget,
  migration: Migration,
): Promise<void> {
  const batch = [
    'BEGIN',
    `SET LOCAL ROLE "${owner}"`,
    `SET LOCAL search_path = "${schema}", extensions`,
    ...statementsOf(migration.up).map(withoutSemicolon),
    `INSERT INTO "${schema}"."${ledgerTable}" (version, name, checksum, duration_ms) VALUES (
       ${migration.version}, '${migration.name}', '${checksumOf(migration)}',
       round(extract(epoch FROM clock_timestamp() - now()) * 1000))`,
    'COMMIT',
  ]
  try {
    // A statement may end in a comment: the semicolon needs a line of its own.
    await session.unsafe(batch.join('\n;\n'))
  } catch (error) {
    await session`ROLLBACK`.catch(() => {})
    throw error
  }
}

// Marked dirty first: a crash between two statements is then visible, and nothing runs after it.
async function applyByStatement(
  session: Sql,
  { schema, owner }: MigrationTarget,
  migration: Migration,
): Promise<void> {
  const ledger = session`${session(schema)}.${session(ledgerTable)}`
  const { version, name } = migration
  const start = performance.now()
  await session`INSERT INTO ${ledger} (version, name, checksum, dirty) VALUES (${version}, ${name}, ${checksumOf(migration)}, true)`
  await session.unsafe(`SET ROLE "${owner}"`)
  await session.unsafe(`SET search_path = "${schema}", extensions`)
  try {
    for (const statement of statementsOf(migration.up)) await session.unsafe(statement)
  } finally {
    await session`RESET ROLE`
    await session`RESET search_path`
  }
  const durationMs = Math.round(performance.now() - start)
  await session`UPDATE ${ledger} SET dirty = false, duration_ms = ${durationMs} WHERE version = ${version}`
}

function withoutSemicolon(statement: string): string {
  return statement.replace(/;\s*$/, '')
}
