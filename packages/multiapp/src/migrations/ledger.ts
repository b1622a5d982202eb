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

/** What the app's own role may call to see which migrations are applied: it may not read the ledger itself. */
export const ledgerFunction = '__applied_migrations'

/** SQL that makes an app's ledger if there is none; it runs as the owner role. */
export function createLedgerSql(schema: string, role: string): string {
  const ledger = `"${schema}"."${ledgerTable}"`
  return `
    CREATE TABLE IF NOT EXISTS ${ledger} (
      version bigint PRIMARY KEY,
      name text NOT NULL,
      checksum text NOT NULL,
      applied_at timestamptz NOT NULL DEFAULT now(),
      duration_ms integer NOT NULL DEFAULT 0,
      dirty boolean NOT NULL DEFAULT false
    );
    REVOKE ALL ON ${ledger} FROM "${role}";
    CREATE OR REPLACE FUNCTION "${schema}"."${ledgerFunction}"() RETURNS SETOF ${ledger}
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
      AS $$ SELECT * FROM ${ledger} ORDER BY version $$;
    GRANT EXECUTE ON FUNCTION "${schema}"."${ledgerFunction}"() TO "${role}";`
}

/** The ledger, read by whoever may become its owner. */
export async function readLedger(
  session: Sql,
  { schema, owner }: { schema: string; owner: string },
): Promise<LedgerEntry[]> {
  await session.unsafe(`SET ROLE "${owner}"`)
  const rows = await session.unsafe(`SELECT * FROM "${schema}"."${ledgerTable}" ORDER BY version`)
  await session.unsafe('RESET ROLE')
  return rows.map(toEntry)
}

/** The ledger, read by the app's own role: empty if the schema is not there. */
export async function readOwnLedger(sql: Sql, schema: string): Promise<LedgerEntry[]> {
  const name = `"${schema}"."${ledgerFunction}"`
  const [found] = await sql`SELECT to_regproc(${name}) IS NOT NULL AS exists`
  return found?.exists ? (await sql.unsafe(`SELECT * FROM ${name}()`)).map(toEntry) : []
}

function toEntry(row: Record<string, unknown>): LedgerEntry {
  return {
    version: Number(row.version),
    name: String(row.name),
    checksum: String(row.checksum),
    dirty: row.dirty === true,
  }
}

/**
 * The migrations still to apply. Throws MIGRATION_FAILED, naming the file, where ledger and code do not agree;
 * `toleratesNewer` lets the ledger be ahead of the code, as it is for an older host while a newer one is rolled out.
 */
export function pendingMigrations(
  slug: string,
  migrations: readonly Migration[],
  applied: readonly LedgerEntry[],
  { toleratesNewer = false } = {},
): Migration[] {
  const newestOfCode = migrations.at(-1)?.version ?? -1
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
    if (!migration && toleratesNewer && entry.version > newestOfCode) continue
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
