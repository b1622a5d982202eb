import type { Sql } from 'postgres'
import { AppError } from '../errors/app-error.ts'
import { checksumOf, fileNameOf, type Migration } from './migration.ts'

/** One applied migration, as the app's `__migrations` remembers it. */
export interface LedgerEntry {
  version: number
  name: string
  checksum: string
  dirty: boolean
}

export const ledgerTable = '__migrations'

/** SQL that makes an app's ledger if there is none; it runs as the owner role, and the app's role may not read it. */
export function createLedgerSql(schema: string, role: string): string {
  return `
    CREATE TABLE IF NOT EXISTS "${schema}"."${ledgerTable}" (
      version bigint PRIMARY KEY,
      name text NOT NULL,
      checksum text NOT NULL,
      applied_at timestamptz NOT NULL DEFAULT now(),
      duration_ms integer NOT NULL DEFAULT 0,
      dirty boolean NOT NULL DEFAULT false
    );
    REVOKE ALL ON "${schema}"."${ledgerTable}" FROM "${role}";`
}

export async function readLedger(sql: Sql, schema: string): Promise<LedgerEntry[]> {
  const rows = await sql<{ version: string; name: string; checksum: string; dirty: boolean }[]>`
    SELECT version, name, checksum, dirty FROM ${sql(schema)}.${sql(ledgerTable)} ORDER BY version`
  return rows.map((row) => ({ ...row, version: Number(row.version) }))
}

/** The migrations still to apply. Throws MIGRATION_FAILED, naming the file, where ledger and code do not agree. */
export function pendingMigrations(
  slug: string,
  migrations: readonly Migration[],
  applied: readonly LedgerEntry[],
): Migration[] {
  const byVersion = new Map(migrations.map((migration) => [migration.version, migration]))
  for (const entry of applied) {
    const migration = byVersion.get(entry.version)
    const refuse = (what: string) => {
      throw new AppError('MIGRATION_FAILED', {
        message: `app "${slug}": migration ${fileNameOf(entry)} ${what}`,
      })
    }
    if (entry.dirty) {
      refuse(
        'stopped half-way outside a transaction: finish or undo it by hand, then correct its row in __migrations',
      )
    }
    if (!migration) refuse('was applied and is missing from the code: restore its file')
    else if (checksumOf(migration) !== entry.checksum) {
      refuse('was edited after it was applied: restore it, and put the change into a new migration')
    }
  }
  const newest = applied.at(-1)?.version ?? -1
  const known = new Set(applied.map(({ version }) => version))
  const pending = migrations.filter(({ version }) => !known.has(version))
  const late = pending.find(({ version }) => version < newest)
  if (late) {
    throw new AppError('MIGRATION_FAILED', {
      message: `app "${slug}": migration ${fileNameOf(late)} comes before one that is applied: give it a version above ${newest}`,
    })
  }
  return pending
}
