import { AppError } from '../errors/app-error.ts'
import type { LedgerEntry } from './ledger.ts'
import { checksumOf, fileNameOf, type Migration } from './migration.ts'

/** What an app's code and its ledger say of each other. */
export interface Comparison {
  pending: Migration[]
  /** Migrations that stopped half-way outside a transaction. */
  dirty: LedgerEntry[]
  /** Why nothing can be applied, each naming a file, in the order of their versions. Empty if all is well. */
  problems: string[]
}

export interface ComparisonOptions {
  /** Lets the ledger be ahead of the code, as it is for an older host while a newer one is rolled out. */
  toleratesNewer?: boolean
}

export function compareWithLedger(
  slug: string,
  migrations: readonly Migration[],
  applied: readonly LedgerEntry[],
  { toleratesNewer = false }: ComparisonOptions = {},
): Comparison {
  const newestOfCode = migrations.at(-1)?.version ?? -1
  const byVersion = new Map(migrations.map((migration) => [migration.version, migration]))
  const problems: string[] = []
  const report = (file: Pick<Migration, 'version' | 'name'>, what: string) =>
    problems.push(`app "${slug}": migration ${fileNameOf(file)} ${what}`)

  for (const entry of applied) {
    const migration = byVersion.get(entry.version)
    if (entry.dirty) report(entry, howToGoOn(entry))
    if (!migration && toleratesNewer && entry.version > newestOfCode) continue
    if (!migration) report(entry, 'was applied and is missing from the code: restore its file')
    else if (checksumOf(migration) !== entry.checksum) {
      report(entry, 'was edited after it was applied: restore it, and put the change into a new migration')
    }
  }
  const newest = applied.at(-1)?.version ?? -1
  const known = new Set(applied.map(({ version }) => version))
  const pending = migrations.filter(({ version }) => !known.has(version))
  for (const late of pending.filter(({ version }) => version < newest)) {
    report(late, `comes before one that is applied: give it a version above ${newest}`)
  }
  return { pending, dirty: applied.filter(({ dirty }) => dirty), problems }
}

/** The migrations still to apply. Throws MIGRATION_FAILED, naming the file, where ledger and code do not agree. */
export function pendingMigrations(
  slug: string,
  migrations: readonly Migration[],
  applied: readonly LedgerEntry[],
  options?: ComparisonOptions,
): Migration[] {
  const { pending, problems } = compareWithLedger(slug, migrations, applied, options)
  if (problems[0] !== undefined) throw new AppError('MIGRATION_FAILED', { message: problems[0] })
  return pending
}

function howToGoOn({ version }: LedgerEntry): string {
  const where = `WHERE version = ${version}`
  return (
    'stopped half-way outside a transaction: finish or undo it by hand, then correct its row in __migrations: ' +
    `"UPDATE __migrations SET dirty = false ${where}" if it is finished, "DELETE FROM __migrations ${where}" if it is undone`
  )
}
