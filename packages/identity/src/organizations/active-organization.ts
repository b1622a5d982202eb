import type { AppDatabase } from '@repo/multiapp'
import { asc, eq } from 'drizzle-orm'
import { type IdentityTables, identityTables } from '../identity-tables.ts'

const { member } = identityTables

interface Endpoint {
  path?: string
}

/** A new session begins in the organization that its user has been in the longest, if there is one. */
export function activeOrganization(db: AppDatabase<IdentityTables>) {
  return async (session: { userId: string }, endpoint: Endpoint | null) => {
    // Who has just signed up is in none, and the transaction that makes them has a connection already.
    if (endpoint?.path?.startsWith('/sign-up/')) return
    const [first] = await db
      .select({ organizationId: member.organizationId })
      .from(member)
      .where(eq(member.userId, session.userId))
      .orderBy(asc(member.createdAt), asc(member.id))
      .limit(1)
    if (!first) return
    return { data: { ...session, activeOrganizationId: first.organizationId } }
  }
}
