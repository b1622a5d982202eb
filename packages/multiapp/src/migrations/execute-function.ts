import type { Sql } from 'postgres'
import { beginOnAdminSession } from '../database/admin.ts'
import { sqlState } from '../database/database-error.ts'
import { inTransaction } from '../database/transaction.ts'
import { type MigrationTarget, openingOf } from './execute.ts'
import type { MigrationFunction } from './migration.ts'
import { runFunction } from './migration-sql.ts'

/**
 * Runs a migration's function as the owner of the schema, in one transaction with `entry`, its line in the ledger. A
 * lost connection rejects with TRANSACTION_LOST and leaves nothing.
 */
export async function executeFunction(
  session: Sql,
  target: MigrationTarget,
  fn: MigrationFunction,
  entry: string,
): Promise<void> {
  const opening = [...openingOf(target), 'SAVEPOINT multiapp_migration'].join('; ')
  const transaction = await beginOnAdminSession(session, opening)
  await inTransaction(transaction, async (sql) => {
    await runFunction(sql, fn)
    try {
      await sql.unsafe([stillOurs(target), target.closing ?? '', entry].join('\n;\n'))
    } catch (error) {
      // A query failed before, and the function did not tell: the commit rejects with what it failed with.
      if (sqlState(error) !== failedBefore) throw error
    }
  })
}

const failedBefore = '25P02' // in_failed_sql_transaction

// What slips past the words of a query, such as set_config('role', …), is undone with the rest; of a transaction that is
// not the one that was begun, the savepoint is gone.
const stillOurs = ({ owner }: MigrationTarget) => `
  RELEASE SAVEPOINT multiapp_migration;
  DO $$ BEGIN
    IF current_user <> '${owner.replaceAll("'", "''")}' THEN
      RAISE EXCEPTION 'it changed the role: a migration runs as the owner of the schema';
    END IF;
  END $$`
