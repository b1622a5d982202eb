import type { Sql } from 'postgres'
import type { RevocationStore } from './revocation-store.ts'

/** The table of an app's schema in which revocations and used refresh tokens survive a restart. */
export const revocationsTable = '__revocations'

/** SQL that makes the table if there is none, and lets `role` use it; it runs as the owner. */
export function createRevocationsSql(schema: string, role?: string): string {
  const grants = role === undefined ? '' : grantSql(schema, role)
  const table = `"${schema}"."${revocationsTable}"`
  return `
    CREATE TABLE IF NOT EXISTS ${table} (
      id text PRIMARY KEY,
      is_used boolean NOT NULL,
      expires_at timestamptz NOT NULL,
      added_at timestamptz NOT NULL DEFAULT clock_timestamp()
    );
    CREATE INDEX IF NOT EXISTS "${revocationsTable}_added_at" ON ${table} (added_at);
    ${grants}`
}

function grantSql(schema: string, role: string): string {
  const table = `"${schema}"."${revocationsTable}"`
  return `REVOKE ALL ON ${table} FROM "${role}"; GRANT SELECT, INSERT, UPDATE, DELETE ON ${table} TO "${role}";`
}

// A row is visible when its transaction commits, after the moment that stands in it: what is read overlaps by this.
const overlapSeconds = 10
// Expiries are by the clocks of hosts, which may be behind the database's.
const marginMinutes = 10

/** Revocations in the app's own schema. */
export function createPostgresRevocations(sql: Sql): RevocationStore {
  const table = sql(revocationsTable)

  async function sweep(): Promise<void> {
    await sql`DELETE FROM ${table} WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM ${table} WHERE expires_at < clock_timestamp() - make_interval(mins => ${marginMinutes}) LIMIT 1000))`
  }

  return {
    async add(revocations) {
      const ids = revocations.map(({ id }) => id)
      const expiries = revocations.map(({ expiresAt }) => new Date(expiresAt).toISOString())
      await sql`INSERT INTO ${table} (id, is_used, expires_at)
        SELECT id, false, expires_at FROM unnest(${ids}::text[], ${expiries}::timestamptz[]) AS r (id, expires_at)
        ON CONFLICT (id) DO UPDATE SET added_at = clock_timestamp(),
          expires_at = greatest(${table}.expires_at, excluded.expires_at)`
      await sweep()
    },
    async use(id, expiresAt) {
      const rows = await sql`INSERT INTO ${table} (id, is_used, expires_at)
        VALUES (${`used:${id}`}, true, ${new Date(expiresAt).toISOString()}::timestamptz)
        ON CONFLICT (id) DO NOTHING RETURNING id`
      return rows.length > 0
    },
    async since(cursor) {
      const from = cursor ?? '-infinity'
      const rows = await sql`
        SELECT (clock.now - make_interval(secs => ${overlapSeconds}))::text AS cursor, r.id,
          (extract(epoch FROM r.expires_at) * 1000)::float8 AS expires_at
        FROM (SELECT clock_timestamp() AS now) clock
        LEFT JOIN ${table} r ON NOT r.is_used AND r.expires_at > clock.now - make_interval(mins => ${marginMinutes})
          AND r.added_at >= ${from}::text::timestamptz`
      return {
        revocations: rows
          .filter(({ id }) => id !== null)
          .map(({ id, expires_at }) => ({ id: String(id), expiresAt: Number(expires_at) })),
        cursor: String(rows[0]?.cursor ?? from),
      }
    },
  }
}
