import type { AppDatabase } from '@repo/multiapp'
import type { ServedAppOf, TestPrincipal } from '@repo/multiapp/testing'
import { type IdentityDeclaration, type IdentityTables, identityTables } from '../identity-tables.ts'

export interface MemberOptions<Role extends string> {
  role: Role
  /** The id of the organization, which is made if there is none. Default: one of their own. */
  organization?: string
  name?: string
  email?: string
}

/**
 * Somebody with an account, who is a member of an organization, and has an access token of it. As quick as
 * `app.asPrincipal`, which makes nobody an account: there is no sign-up in it, and no session.
 *
 * @example const ann = await asMember(app, { role: 'owner' })
 */
export async function asMember<D extends IdentityDeclaration>(
  app: ServedAppOf<D>,
  options: MemberOptions<D['role']>,
): Promise<TestPrincipal> {
  const { role, organization: organizationId = crypto.randomUUID(), name = 'Somebody' } = options
  const id = crypto.randomUUID()
  const email = options.email ?? `${id}@example.com`
  const { user, organization, member } = identityTables
  const db = app.deps.db as unknown as AppDatabase<IdentityTables> // which are among the app's
  await db.transaction(async (tx) => {
    const team = { id: organizationId, name: 'A team', slug: organizationId }
    await tx.insert(organization).values(team).onConflictDoNothing()
    await tx.insert(user).values({ id, name, email, emailVerified: true })
    await tx.insert(member).values({ organizationId, userId: id, role })
  })
  return app.asPrincipal({ id, role, name, email, organization: organizationId })
}
