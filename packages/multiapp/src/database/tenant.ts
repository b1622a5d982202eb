/** On whose behalf row-level security decides. */
export interface Tenant {
  /** The organization's UUID. */
  tenantId: string
  /** The user's UUID, for policies that ask for it. */
  userId?: string | null
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * The SQL that sets a tenant for one transaction. Literals, and not set_config(): SET LOCAL is what Citus forwards to its
 * workers. Only UUIDs get here, so nothing needs to be escaped. Throws a TypeError for anything else.
 */
export function tenantSettings({ tenantId, userId }: Tenant): string {
  const settings = [`SET LOCAL app.tenant_id = '${checked('tenantId', tenantId)}'`]
  // `app.current_user` would be a syntax error: a reserved word.
  if (userId) settings.push(`SET LOCAL app.user_id = '${checked('userId', userId)}'`)
  return settings.join('; ')
}

export function isUuid(value: string): boolean {
  return uuid.test(value)
}

function checked(name: string, value: string): string {
  if (!isUuid(value)) throw new TypeError(`asTenant: ${name} is not a UUID`)
  return value
}
