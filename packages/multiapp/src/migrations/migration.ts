import { createHash } from 'node:crypto'

/** One step of an app's schema. Versions only grow: a file that comes later has a higher one. */
export interface Migration {
  version: number
  name: string
  /** SQL that names no schema: it runs with the app's schema first on the search_path. */
  up: string
  /** SQL that undoes `up`, if that is possible. */
  down?: string
  /** `false` runs each statement by itself, for what PostgreSQL refuses in a transaction. Default: true. */
  transaction?: boolean
}

/** What drizzle-kit writes between two statements of one file. */
const statementBreak = /-->\s*statement-breakpoint/

export function statementsOf(sql: string): string[] {
  return sql
    .split(statementBreak)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '')
}

/** SHA-256 of the migration's SQL, hexadecimal: an edited file is noticed by it. Line ends do not count. */
export function checksumOf({ up }: Migration): string {
  return createHash('sha256').update(up.replaceAll('\r\n', '\n')).digest('hex')
}

/** The name a person finds the migration by: `0003_add_labels`. */
export function fileNameOf({ version, name }: Pick<Migration, 'version' | 'name'>): string {
  return `${String(version).padStart(4, '0')}_${name}`
}

/** Throws a TypeError that names the first migration out of place. */
export function assertMigrations(slug: string, migrations: readonly Migration[]): void {
  let last = -1
  for (const migration of migrations) {
    const where = `app "${slug}": migration ${fileNameOf(migration)}`
    if (!Number.isSafeInteger(migration.version) || migration.version < 0) {
      throw new TypeError(`${where}: expected a whole number as its version`)
    }
    if (!/^[\w-]+$/.test(migration.name))
      throw new TypeError(`${where}: expected letters, digits, _ and - in its name`)
    if (migration.version <= last)
      throw new TypeError(`${where}: expected a version above ${last}, each once and in order`)
    if (statementsOf(migration.up).length === 0) throw new TypeError(`${where}: its SQL is empty`)
    last = migration.version
  }
}
