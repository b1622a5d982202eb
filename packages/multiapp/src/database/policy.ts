import { type SQL, sql } from 'drizzle-orm'
import { type AnyPgColumn, pgPolicy } from 'drizzle-orm/pg-core'

// After a transaction that has set it, the setting is the empty string and not NULL: a bare cast would raise 22P02.
const tenant = sql`nullif(current_setting('app.tenant_id', true), '')::uuid`
const user = sql`nullif(current_setting('app.user_id', true), '')::uuid`

/** The tenant of the transaction, in a policy or a default; NULL outside `asTenant`. */
export function currentTenant(): SQL {
  return tenant
}

/** The user of the transaction, in a policy or a default; NULL outside `asTenant`. */
export function currentUser(): SQL {
  return user
}

/**
 * Row-level security for a table whose rows belong to a tenant: without one there are no rows to see and none to write.
 *
 * @example pgTable('projects', { id: …, organizationId: uuid('organization_id').notNull() }, (t) => [tenantPolicy(t.organizationId)])
 */
export function tenantPolicy(column: AnyPgColumn, name = 'tenant') {
  const belongs = sql`${column} = ${tenant}`
  return pgPolicy(name, { as: 'permissive', for: 'all', using: belongs, withCheck: belongs })
}
