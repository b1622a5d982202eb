import { createHash } from 'node:crypto'
import { splitStatements } from './sql-text.ts'

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
    const refuse = (expected: string) => {
      throw new TypeError(`app "${slug}": migration ${fileNameOf(migration)}: ${expected}`)
    }
    const { version, name, up, down = '' } = migration
    if (!Number.isSafeInteger(version) || version < 0) refuse('expected a whole number as its version')
    if (!/^[\w-]+$/.test(name)) refuse('expected letters, digits, _ and - in its name')
    if (version <= last) refuse(`expected a version above ${last}, each once and in order`)
    const statements = splitStatements(up)
    if (statements.length === 0) refuse('its SQL is empty')
    for (const statement of [...statements, ...splitStatements(down)]) {
      const reason = unfitReason(statement)
      if (reason) refuse(reason)
    }
    last = version
  }
}

const endsTransaction =
  /^(begin|start\s+transaction|commit|end|rollback|abort|savepoint|release|prepare\s+transaction)\b/i
const changesRole =
  /^(set\s+(local\s+|session\s+)?(role|session\s+authorization)|reset\s+(role|all|session\s+authorization)|discard)\b/i
const copies = /^copy\b.*\b(from\s+stdin|to\s+stdout)\b/is

// The runner's own transaction, role and ledger hold only while the SQL leaves them alone.
function unfitReason(statement: string): string | undefined {
  if (endsTransaction.test(statement)) return 'it begins or ends a transaction: the runner does that'
  if (changesRole.test(statement)) return 'it changes the role: a migration runs as the owner of the schema'
  if (copies.test(statement)) return 'COPY from or to the client has no data here: use INSERT'
  return undefined
}
