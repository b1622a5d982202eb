import type { Sql } from 'postgres'
import { sqlState } from '../database/database-error.ts'

export interface MigrationTarget {
  slug: string
  schema: string
  /** The role that owns the schema. */
  owner: string
  /** SQL at the end of each migration, in its transaction. */
  closing?: string
}

// A migration may take as long as it takes; but where its process was killed, PostgreSQL would finish a statement of
// hours before it noticed, and keep the lock for so long. Where policies would hide rows from it, it fails.
const settings = ({ schema, slug }: MigrationTarget) => [
  `search_path = "${schema}", extensions`,
  'statement_timeout = 0',
  'row_security = off',
  `application_name = 'multiapp migrate ${slug}'`,
  "client_connection_check_interval = '1s'",
]

/** What begins a migration's transaction. Settings of an earlier migration end with RESET ALL. */
export function openingOf(target: MigrationTarget): string[] {
  const local = settings(target).map((setting) => `SET LOCAL ${setting}`)
  return ['RESET ALL', 'BEGIN', `SET LOCAL ROLE "${target.owner}"`, ...local]
}

/**
 * Runs statements as the owner of the schema, in one transaction. They go to the server as one message, so no lost
 * connection can leave a part of them behind.
 */
export async function executeTogether(
  session: Sql,
  target: MigrationTarget,
  statements: readonly string[],
): Promise<void> {
  const batch = [...openingOf(target), ...statements, 'COMMIT']
  try {
    // A statement may end in a comment: the semicolon needs a line of its own.
    await session.unsafe(batch.join('\n;\n'))
  } catch (error) {
    await session.unsafe('ROLLBACK').catch(() => {})
    throw error
  }
}

/** Runs statements as the owner of the schema, each by itself: those before a failing one stay done. */
export async function executeEach(
  session: Sql,
  target: MigrationTarget,
  statements: readonly string[],
): Promise<void> {
  const set = settings(target).map((setting) => `SET ${setting}`)
  await session.unsafe(['RESET ALL', `SET ROLE "${target.owner}"`, ...set].join('; '))
  try {
    for (const statement of statements) await session.unsafe(statement)
  } finally {
    await session.unsafe('RESET ROLE; RESET ALL').catch(() => {})
  }
}

/** What went wrong. Classes 22 and 23 quote rows, which are not for a log: `invalid input syntax for type integer: "…"`. */
export function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  return /^2[23]/.test(sqlState(cause) ?? '') ? cause.message.replace(/: ".*$/s, '') : cause.message
}
