import type { Sql } from 'postgres'
import { checksumOf, type Migration } from './migration.ts'

export { pendingMigrations } from './comparison.ts'

/** One applied migration, as the app's `__migrations` remembers it. */
export interface LedgerEntry {
  version: number
  name: string
  checksum: string
  appliedAt: Date
  durationMs: number
  dirty: boolean
}

export const ledgerTable = '__migrations'

/** What the app's own role may call to see which migrations are applied: it may not read the ledger itself. */
export const ledgerFunction = '__applied_migrations'

/** SQL that makes an app's ledger if there is none; it runs as the owner role. `role` is the app's, if it is another. */
export function createLedgerSql(schema: string, role?: string): string {
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
    ${role ? `REVOKE ALL ON ${ledger} FROM "${role}";` : ''}
    CREATE OR REPLACE FUNCTION "${schema}"."${ledgerFunction}"() RETURNS SETOF ${ledger}
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
      AS $$ SELECT * FROM ${ledger} ORDER BY version $$;
    ${role ? `GRANT EXECUTE ON FUNCTION "${schema}"."${ledgerFunction}"() TO "${role}";` : ''}`
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

/** A row of `__migrations` as it comes from the driver. */
export function toEntry(row: Record<string, unknown>): LedgerEntry {
  return {
    version: Number(row.version),
    name: String(row.name),
    checksum: String(row.checksum),
    appliedAt: new Date(row.applied_at as Date | string), // by the driver, or where Drizzle has changed it, as text
    durationMs: Number(row.duration_ms),
    dirty: row.dirty === true,
  }
}

type Identity = Pick<Migration, 'version'>

/** SQL that enters a migration: as the last statement of its transaction, or, dirty, before its first one. */
export function insertEntrySql(schema: string, migration: Migration, { dirty = false } = {}): string {
  return `INSERT INTO "${schema}"."${ledgerTable}" (version, name, checksum, duration_ms, dirty) VALUES (
    ${migration.version}, '${migration.name}', '${checksumOf(migration)}',
    round(extract(epoch FROM clock_timestamp() - now()) * 1000), ${dirty})`
}

export function finishEntrySql(schema: string, { version }: Identity): string {
  return `UPDATE "${schema}"."${ledgerTable}" SET dirty = false,
    duration_ms = round(extract(epoch FROM clock_timestamp() - applied_at) * 1000) WHERE version = ${version}`
}

export function markDirtySql(schema: string, { version }: Identity): string {
  return `UPDATE "${schema}"."${ledgerTable}" SET dirty = true WHERE version = ${version}`
}

export function deleteEntrySql(schema: string, { version }: Identity): string {
  return `DELETE FROM "${schema}"."${ledgerTable}" WHERE version = ${version}`
}
