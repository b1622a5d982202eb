import type { DBAdapter, DBTransactionAdapter } from 'better-auth'
import { APIError } from 'better-auth/api'

/** How Better Auth reaches the database, in a transaction or not. */
export type Adapter = DBAdapter | DBTransactionAdapter
export type Row = Record<string, unknown>

/**
 * In a transaction in which these members, owners so far, are about to be no more: throws an APIError if an organization
 * would be without one. Until the transaction ends nobody else gets past here, on any host: two owners who demote each other
 * at once would leave it to nobody.
 */
export async function assertOthersOwn(
  adapter: Adapter,
  owners: readonly Row[],
  creatorRole: string,
): Promise<void> {
  const leaving = new Set(owners.map(({ id }) => id))
  const organizationIds = [...new Set(owners.map(({ organizationId }) => String(organizationId)))].sort()
  for (const organizationId of organizationIds) {
    await lock(adapter, organizationId)
    const where = [
      { field: 'organizationId', value: organizationId },
      { field: 'role', value: creatorRole },
    ]
    const there = await adapter.findMany<Row>({ model: 'member', where })
    if (there.every(({ id }) => leaving.has(id))) throw noOwnerLeft()
  }
}

// An update that changes nothing holds the row until the transaction ends: Better Auth's adapter has no other lock.
async function lock(adapter: Adapter, id: string): Promise<void> {
  const where = [{ field: 'id', value: id }]
  const row = await adapter.findOne<Row>({ model: 'organization', where })
  if (row) await adapter.update({ model: 'organization', where, update: { slug: row.slug } })
}

// As Better Auth says it, which has looked before somebody else was there.
function noOwnerLeft(): APIError {
  return new APIError('BAD_REQUEST', {
    code: 'YOU_CANNOT_LEAVE_THE_ORGANIZATION_WITHOUT_AN_OWNER',
    message: 'You cannot leave the organization without an owner',
  })
}
