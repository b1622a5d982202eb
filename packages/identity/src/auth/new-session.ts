import type { AppDatabase } from '@repo/multiapp'
import { and, asc, eq, lt, sql } from 'drizzle-orm'
import { type IdentityTables, identityTables } from '../identity-tables.ts'

const { member, session } = identityTables

interface Endpoint {
  path?: string
}

/**
 * A new session begins in the organization that its user has been in the longest, if there is one. Those of the user's that
 * have expired are forgotten: nothing else would ever remove them.
 */
export function newSession(db: AppDatabase<IdentityTables>) {
  return async (begun: { userId: string }, endpoint: Endpoint | null) => {
    // Who has just signed up is in none, and the transaction that makes them has a connection already.
    if (endpoint?.path?.startsWith('/sign-up/')) return
    await db.delete(session).where(and(eq(session.userId, begun.userId), lt(session.expiresAt, sql`now()`)))
    const [first] = await db
      .select({ organizationId: member.organizationId })
      .from(member)
      .where(eq(member.userId, begun.userId))
      .orderBy(asc(member.createdAt), asc(member.id))
      .limit(1)
    if (!first) return
    return { data: { ...begun, activeOrganizationId: first.organizationId } }
  }
}
