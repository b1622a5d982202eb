import { createHash } from 'node:crypto'
import type { TransactionClient } from '../database/transaction.ts'
import { splitStatements } from './sql-text.ts'
import { unfitReason } from './unfit.ts'

/** What a migration written as a function runs its queries by: all of them in its transaction, as the schema's owner. */
export type MigrationSql = TransactionClient

/** For what SQL alone cannot say. What it resolves to is ignored; what it rejects undoes it. */
export type MigrationFunction = (sql: MigrationSql) => unknown

/** One step of an app's schema. Versions only grow: a file that comes later has a higher one. */
export interface Migration {
  version: number
  name: string
  /** SQL that names no schema: it runs with the app's schema first on the search_path. Or a function that runs some. */
  up: string | MigrationFunction
  /** Undoes `up`, if that is possible. */
  down?: string | MigrationFunction
  /** `false` runs each statement by itself, for what PostgreSQL refuses in a transaction. Default: true. */
  transaction?: boolean
  /** Where `up` is a function, `checksumOfText` of its file: a function's own text is another in each build. */
  checksum?: string
}

/** An edited migration is noticed by it: `checksumOfText` of its SQL, or of the file of its function. */
export function checksumOf({ up, checksum = '' }: Migration): string {
  return typeof up === 'string' ? checksumOfText(up) : checksum
}

/** SHA-256, hexadecimal. Line ends do not count. */
export function checksumOfText(text: string): string {
  return createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex')
}

/** The name a person finds the migration by: `0003_add_labels`. */
export function fileNameOf({ version, name }: Pick<Migration, 'version' | 'name'>): string {
  return `${String(version).padStart(4, '0')}_${name}`
}

/** Throws a TypeError that names the first migration out of place. */
export function assertMigrations(slug: string, migrations: readonly Migration[]): void {
  let last = -1
  for (const migration of migrations) {
    const refuse = (expected: string) => {
      throw new TypeError(`app "${slug}": migration ${fileNameOf(migration)}: ${expected}`)
    }
    const { version, name } = migration
    if (!Number.isSafeInteger(version) || version < 0) refuse('expected a whole number as its version')
    if (!/^[\w-]+$/.test(name)) refuse('expected letters, digits, _ and - in its name')
    if (version <= last) refuse(`expected a version above ${last}, each once and in order`)
    const reason = reasonAgainst(slug, migration)
    if (reason) refuse(reason)
    last = version
  }
}

function reasonAgainst(
  slug: string,
  { up, down = '', transaction, checksum }: Migration,
): string | undefined {
  if (typeof up === 'string' && splitStatements(up).length === 0) return 'its SQL is empty'
  for (const step of [up, down]) {
    if (typeof step !== 'function') {
      const reason = unfitReason(step)
      if (reason) return reason
    } else if (transaction === false) {
      return 'a function runs in a transaction: write what PostgreSQL refuses in one as SQL'
    }
  }
  if (typeof up === 'function' && !/^[0-9a-f]{64}$/.test(checksum ?? '')) {
    return `a function needs the checksum of its file: "bun kit db generate ${slug}" writes it`
  }
  return undefined
}
