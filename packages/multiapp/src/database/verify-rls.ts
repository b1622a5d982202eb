import type { Sql } from 'postgres'

export interface VerifyRlsOptions {
  /** Names of columns that say whose a row is. Default: tenant_id and organization_id. */
  tenantColumns?: readonly string[]
  /** Tables that need no policy, each a decision somebody made. */
  exempt?: readonly string[]
}

export interface RlsHole {
  table: string
  reason: string
}

export interface SchemaRlsHole extends RlsHole {
  schema: string
  /** Whether the table was declared to need no policy. */
  isExempt: boolean
}

/** The tables of the app that carry a tenant's column and do not keep tenants apart. `sql` is the app's own. */
export async function verifyRls(sql: Sql, options: VerifyRlsOptions = {}): Promise<RlsHole[]> {
  const [row] = await sql`SELECT current_schema() AS schema`
  const holes = await verifyRlsOf(sql, { [String(row?.schema)]: options })
  return holes.filter(({ isExempt }) => !isExempt).map(({ table, reason }) => ({ table, reason }))
}

/**
 * As `verifyRls`, for many schemas in one query, each with its options; exempt tables are among them. `sql` is of whoever
 * migrates them.
 */
export async function verifyRlsOf(
  sql: Sql,
  bySchema: Readonly<Record<string, VerifyRlsOptions>>,
): Promise<SchemaRlsHole[]> {
  const columnsOf = (schema: string) => bySchema[schema]?.tenantColumns ?? defaultTenantColumns
  const schemas = Object.keys(bySchema)
  const rows = await sql<TableFacts[]>`
    SELECT n.nspname AS schema, c.relname AS table, c.relrowsecurity AS enabled, c.relkind IN ('v', 'm') AS "isView",
      coalesce(c.reloptions @> ARRAY['security_invoker=true'] OR c.reloptions @> ARRAY['security_invoker=on'], false) AS invoker,
      pg_get_userbyid(c.relowner) = current_user AND NOT row_security_active(c.oid) AS "isBypassed",
      (SELECT count(*)::int FROM pg_policy p WHERE p.polrelid = c.oid) AS policies, found.columns
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    CROSS JOIN LATERAL (SELECT array_agg(a.attname::text) AS columns FROM pg_attribute a
      WHERE a.attrelid = c.oid AND NOT a.attisdropped AND a.attname = ANY(${schemas.flatMap(columnsOf)}::text[])) found
    WHERE n.nspname = ANY(${schemas}::text[]) AND c.relkind IN ('r', 'p', 'v', 'm') AND found.columns IS NOT NULL
    ORDER BY 1, 2`
  return rows.flatMap((row) => {
    const { schema, table } = row
    const reason = row.isView ? viewReason(row.invoker) : tableReason(row)
    if (!reason || !row.columns.some((column) => columnsOf(schema).includes(column))) return []
    return [{ schema, table, reason, isExempt: bySchema[schema]?.exempt?.includes(table) ?? false }]
  })
}

const defaultTenantColumns = ['tenant_id', 'organization_id']

interface TableFacts {
  schema: string
  table: string
  enabled: boolean
  isView: boolean
  /** Of a view: whether it sees what who asks it may see. */
  invoker: boolean
  /** Whether who runs this query owns it and sees past its policies. */
  isBypassed: boolean
  policies: number
  /** Which of the tenant's columns it has. */
  columns: string[]
}

// In a database of its own an app is its tables' owner: policies hold for it by FORCE, and for no superuser.
function tableReason({ enabled, isBypassed, policies }: TableFacts): string | undefined {
  if (!enabled) return 'row-level security is off: add tenantPolicy() to its definition'
  if (isBypassed) return 'its policies do not hold for its owner, which the app is: FORCE ROW LEVEL SECURITY'
  return policies === 0
    ? 'it has no policy, so nobody sees a row: add tenantPolicy() to its definition'
    : undefined
}

// A view runs as its owner, for whom policies do not hold, unless it is told otherwise; a materialized one always does.
function viewReason(invoker: boolean): string | undefined {
  return invoker
    ? undefined
    : 'a view sees past the policies of its tables: make it WITH (security_invoker = true)'
}
