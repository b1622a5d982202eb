import type { Sql } from 'postgres'
import { schemaFromSlug } from '../app/slug.ts'
import type { Database } from '../database/database.ts'
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

/** As `readStatus`, wherever the apps have their data. */
export async function readStatuses(
  database: Database,
  apps: readonly MigratedApp[],
  purpose = 'status',
): Promise<AppStatus[]> {
  const slugs = apps.map(({ slug }) => slug)
  const found = await database.eachDatabase(purpose, slugs, (session, here) =>
    readStatus(
      session,
      apps.filter(({ slug }) => here.includes(slug)),
    ),
  )
  return found.flat().sort((a, b) => slugs.indexOf(a.app) - slugs.indexOf(b.app))
}

/**
 * Looks at the schemas of many apps of one database in a few round trips, and changes nothing. `session` is of whoever
 * migrates them.
 */
export async function readStatus(session: Sql, apps: readonly MigratedApp[]): Promise<AppStatus[]> {
  const ledgers = await readLedgers(
    session,
    apps.map(({ slug }) => schemaFromSlug(slug)),
  )
  return apps.map((app) => {
    const schema = schemaFromSlug(app.slug)
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

async function readLedgers(session: Sql, schemas: readonly string[]): Promise<Map<string, LedgerEntry[]>> {
  const found = await session`
    SELECT n.nspname AS schema, pg_get_userbyid(c.relowner) AS owner FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relname = ${ledgerTable} AND n.nspname = ANY(${[...schemas]})`
  const present = found.map(({ schema, owner }) => ({
    schema: String(schema),
    owner: String(owner).replaceAll('"', '""'),
  }))
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
function selectSql({ schema, owner }: { schema: string; owner: string }): string {
  const ledger = `"${schema}"."${ledgerTable}"`
  return `SET ROLE "${owner}"; SELECT '${schema}' AS schema, ledger.* FROM ${ledger} AS ledger ORDER BY version`
}
