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

/** The tables of the app that carry a tenant's column and do not keep tenants apart. `sql` is the app's own. */
export async function verifyRls(sql: Sql, options: VerifyRlsOptions = {}): Promise<RlsHole[]> {
  const { tenantColumns = ['tenant_id', 'organization_id'], exempt = [] } = options
  const rows = await sql<
    { table: string; enabled: boolean; policies: number; invoker: boolean; isView: boolean }[]
  >`
    SELECT c.relname AS table, c.relrowsecurity AS enabled, c.relkind IN ('v', 'm') AS "isView",
      coalesce(c.reloptions @> ARRAY['security_invoker=true'] OR c.reloptions @> ARRAY['security_invoker=on'], false) AS invoker,
      (SELECT count(*)::int FROM pg_policy p WHERE p.polrelid = c.oid) AS policies
    FROM pg_class c
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
      AND EXISTS (SELECT 1 FROM pg_attribute a
        WHERE a.attrelid = c.oid AND NOT a.attisdropped AND a.attname IN ${sql(tenantColumns)})
    ORDER BY c.relname`
  return rows
    .filter(({ table }) => !exempt.includes(table))
    .flatMap(({ table, enabled, policies, invoker, isView }) => {
      const reason = isView ? viewReason(invoker) : tableReason(enabled, policies)
      return reason ? [{ table, reason }] : []
    })
}

function tableReason(enabled: boolean, policies: number): string | undefined {
  if (!enabled) return 'row-level security is off: add tenantPolicy() to its definition'
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
