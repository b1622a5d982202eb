import { type AppDatabase, type Declaration, type TransactionDatabase, tenantSettings } from '@repo/multiapp'
import { APIError } from 'better-auth/api'
import { eq, inArray, sql } from 'drizzle-orm'
import { type IdentityTables, identityTables } from './identity-tables.ts'

/** What an app does about its own data, in the transaction that deletes the user or the organization. */
export interface DeletionHooks<D extends Declaration = Declaration> {
  /**
   * Called once for each organization of the user, as that organization's tenant, and once with `organizationId` null and no
   * tenant. A rejection keeps the user.
   */
  onUserDeleted?: (
    tx: TransactionDatabase<D['tables']>,
    deleted: { userId: string; organizationId: string | null },
  ) => Promise<void>
  /** Called as the organization's tenant. A rejection keeps the organization. */
  onOrganizationDeleted?: (
    tx: TransactionDatabase<D['tables']>,
    deleted: { organizationId: string },
  ) => Promise<void>
}

export interface DeletionOptions<D extends Declaration> extends DeletionHooks<D> {
  db: AppDatabase<D['tables']>
  creatorRole: string
  revokeFamily(family: string): Promise<void>
}

/** Deletes users and organizations with all that is theirs: all of it, or nothing. */
export interface Deletion {
  /** Throws an APIError for the only owner of an organization that has other members. */
  deleteUser(userId: string): Promise<void>
  deleteOrganization(organizationId: string): Promise<void>
}

const { user, session, member, organization } = identityTables

export function createDeletion<D extends Declaration>(options: DeletionOptions<D>): Deletion {
  const { creatorRole, revokeFamily, onUserDeleted, onOrganizationDeleted } = options
  type Tx = TransactionDatabase<IdentityTables>
  type AppTx = TransactionDatabase<D['tables']>
  const db = options.db as unknown as AppDatabase<IdentityTables> // the same database, of which only these tables are used here

  const ofApp = (tx: Tx) => tx as unknown as AppTx // the same transaction, typed by all of the app's tables

  // One user deletes at a time in an organization: two owners who leave at once would leave it to nobody.
  async function membershipsOf(tx: Tx, userId: string) {
    const theirs = tx.select({ id: member.organizationId }).from(member).where(eq(member.userId, userId))
    await tx
      .select()
      .from(organization)
      .where(inArray(organization.id, theirs))
      .orderBy(organization.id)
      .for('no key update')
    return tx
      .select({
        organizationId: member.organizationId,
        role: member.role,
        // Drizzle writes a column without its table here, and `m` has one of the same name.
        others: sql<number>`(SELECT count(*)::int FROM member m WHERE m.organization_id = "member".organization_id AND m.user_id <> ${userId})`,
        otherOwners: sql<number>`(SELECT count(*)::int FROM member m WHERE m.organization_id = "member".organization_id AND m.user_id <> ${userId} AND m.role = ${creatorRole})`,
      })
      .from(member)
      .where(eq(member.userId, userId))
  }

  /** Resolves with the families that are revoked by then. */
  async function revokeSessions(
    tx: Tx,
    where: ReturnType<typeof eq>,
    revoked: ReadonlySet<string> = new Set(),
  ): Promise<ReadonlySet<string>> {
    const sessions = await tx.select({ family: session.tokenFamily }).from(session).where(where)
    const rest = sessions.map(({ family }) => family).filter((family) => !revoked.has(family))
    await Promise.all(rest.map(revokeFamily))
    return new Set([...revoked, ...rest])
  }

  async function removeOrganization(tx: Tx, organizationId: string): Promise<void> {
    const members = tx
      .select({ id: member.userId })
      .from(member)
      .where(eq(member.organizationId, organizationId))
    const theirs = inArray(session.userId, members)
    // Before the lock: a revocation takes a connection, and those who wait for the lock may have all of them.
    const revoked = await revokeSessions(tx, theirs)
    // What refers to the organization waits from here on: nothing comes after the hook has looked.
    await tx.select().from(organization).where(eq(organization.id, organizationId)).for('update')
    await revokeSessions(tx, theirs, revoked)
    await asTenant(tx, organizationId, () => onOrganizationDeleted?.(ofApp(tx), { organizationId }))
    await tx.update(session).set({ tokenFamily: sql`gen_random_uuid()` }).where(theirs)
    await tx.delete(organization).where(eq(organization.id, organizationId))
  }

  return {
    deleteUser: (userId) =>
      db.transaction(async (tx) => {
        const memberships = await membershipsOf(tx, userId)
        if (
          memberships.some(
            ({ role, others, otherOwners }) => role === creatorRole && others > 0 && !otherOwners,
          )
        )
          throw new APIError('CONFLICT', {
            code: 'YOU_ARE_THE_ONLY_OWNER_OF_AN_ORGANIZATION',
            message: 'hand the organization over, or delete it, before you delete your account',
          })
        const theirs = eq(session.userId, userId)
        // Before the lock, as in `removeOrganization`; from the lock on nobody signs in.
        const revoked = await revokeSessions(tx, theirs)
        await tx.select().from(user).where(eq(user.id, userId)).for('update')
        await revokeSessions(tx, theirs, revoked)
        for (const { organizationId } of memberships) {
          const deleted = { userId, organizationId }
          await asTenant(tx, organizationId, () => onUserDeleted?.(ofApp(tx), deleted), userId)
        }
        for (const { organizationId, others } of memberships)
          if (others === 0) await removeOrganization(tx, organizationId)
        await onUserDeleted?.(ofApp(tx), { userId, organizationId: null })
        await tx.delete(user).where(eq(user.id, userId))
      }),
    deleteOrganization: (organizationId) => db.transaction((tx) => removeOrganization(tx, organizationId)),
  }
}

async function asTenant(
  tx: TransactionDatabase<IdentityTables>,
  tenantId: string,
  run: () => Promise<void> | undefined,
  userId: string | null = null,
): Promise<void> {
  await tx.sql.unsafe(tenantSettings({ tenantId, userId }))
  await run()
  await tx.sql.unsafe(`SET LOCAL app.tenant_id = ''; SET LOCAL app.user_id = ''`)
}
