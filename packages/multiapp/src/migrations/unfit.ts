import { splitStatements } from './sql-text.ts'

const endsTransaction =
  /^(begin|start\s+transaction|commit|end|rollback|abort|savepoint|release|prepare\s+transaction)\b/i
const changesRole =
  /^(set\s+(local\s+|session\s+)?(role|session\s+authorization)|reset\s+(role|all|session\s+authorization)|discard)\b/i
const copies = /^copy\b.*\b(from\s+stdin|to\s+stdout)\b/is

/**
 * Why an SQL text cannot be part of a migration, or undefined: the runner's own transaction, role and ledger hold only
 * while it leaves them alone.
 */
export function unfitReason(sql: string): string | undefined {
  for (const statement of splitStatements(sql)) {
    if (endsTransaction.test(statement)) return 'it begins or ends a transaction: the runner does that'
    if (changesRole.test(statement)) return 'it changes the role: a migration runs as the owner of the schema'
    if (copies.test(statement)) return 'COPY from or to the client has no data here: use INSERT'
  }
  return undefined
}
