import type { Sql } from 'postgres'
import { type AppRoles, rolesOf } from '../database/roles.ts'
import { compareWithLedger } from './comparison.ts'
import { type LedgerEntry, ledgerTable, toEntry } from './ledger.ts'
import type { MigratedApp } from './migrate-app.ts'
import { assertMigrations, type Migration } from './migration.ts'

/** How far an app's schema is. */
export interface AppStatus {
  app: string
  schema: string
  /** Whether the schema is there. */
  exists: boolean
  applied: Pick<LedgerEntry, 'version' | 'name' | 'appliedAt' | 'durationMs'>[]
  pending: Pick<Migration, 'version' | 'name'>[]
  /** A migration stopped half-way outside a transaction. */
  dirty: boolean
  /** Ledger and code do not agree: an applied file was edited or is gone, or one came late. */
  drift: boolean
  /** Why nothing can be applied, each naming a file and what to do. */
  problems: string[]
}

// Ledgers read in one message.
const chunkSize = 100

/** Looks at the schemas of many apps in a few round trips, and changes nothing. `session` is one of the admin's. */
export async function readStatus(session: Sql, apps: readonly MigratedApp[]): Promise<AppStatus[]> {
  const ledgers = await readLedgers(
    session,
    apps.map(({ slug }) => rolesOf(slug)),
  )
  return apps.map((app) => {
    const { schema } = rolesOf(app.slug)
    return { app: app.slug, schema, ...statusOf(app, ledgers.get(schema)) }
  })
}

function statusOf({ slug, migrations }: MigratedApp, ledger: LedgerEntry[] | undefined) {
  const applied = ledger ?? []
  const { pending, dirty, problems } = compareWithLedger(slug, migrations, applied)
  const faults = [...faultsOf(slug, migrations), ...problems]
  return {
    exists: ledger !== undefined,
    applied: applied.map(({ version, name, appliedAt, durationMs }) => ({
      version,
      name,
      appliedAt,
      durationMs,
    })),
    pending: pending.map(({ version, name }) => ({ version, name })),
    dirty: dirty.length > 0,
    drift: faults.length > dirty.length,
    problems: faults,
  }
}

function faultsOf(slug: string, migrations: readonly Migration[]): string[] {
  try {
    assertMigrations(slug, migrations)
    return []
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)]
  }
}

async function readLedgers(session: Sql, wanted: readonly AppRoles[]): Promise<Map<string, LedgerEntry[]>> {
  const found = await session`
    SELECT n.nspname AS schema FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relname = ${ledgerTable} AND n.nspname = ANY(${wanted.map(({ schema }) => schema)})`
  const names = new Set(found.map(({ schema }) => String(schema)))
  const present = wanted.filter(({ schema }) => names.has(schema))
  const ledgers = new Map<string, LedgerEntry[]>(present.map(({ schema }) => [schema, []]))
  for (let from = 0; from < present.length; from += chunkSize) {
    const statements = present.slice(from, from + chunkSize).map(selectSql)
    const results = await session.unsafe<Record<string, unknown>[][]>(statements.join('; '))
    for (const row of results.flat()) ledgers.get(String(row.schema))?.push(toEntry(row))
  }
  await session.unsafe('RESET ROLE')
  return ledgers
}

// The admin may become the owner, and need not have its rights otherwise. Every row says whose it is: the driver does not
// give one result for each statement.
function selectSql({ schema, owner }: AppRoles): string {
  const ledger = `"${schema}"."${ledgerTable}"`
  return `SET ROLE "${owner}"; SELECT '${schema}' AS schema, ledger.* FROM ${ledger} AS ledger ORDER BY version`
}
