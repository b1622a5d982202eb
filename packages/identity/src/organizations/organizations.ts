import type { AppContext, Declaration } from '@repo/multiapp'
import { APIError } from 'better-auth/api'
import { type OrganizationOptions, organization } from 'better-auth/plugins'
import { adminAc, memberAc, ownerAc } from 'better-auth/plugins/organization/access'

export interface RoleOptions<D extends Declaration = Declaration> {
  /** The role of who makes an organization, and which only they can give. Default: `owner`. */
  creatorRole?: D['role']
  /** The roles that invite, remove and change members. Default: `admin`. */
  managerRoles?: readonly D['role'][]
}

export interface OrganizationsOptions<D extends Declaration> extends RoleOptions<D> {
  app: AppContext<D>
  sendInvitation: NonNullable<OrganizationOptions['sendInvitationEmail']>
  beforeDelete(organizationId: string): Promise<void>
  /** What somebody is in an organization now. */
  roleOf(userId: string, organizationId: string): Promise<string | undefined>
  requireVerification: boolean
}

/**
 * Better Auth's organizations with the app's own roles: a member has exactly one of them. Throws a TypeError for a role that
 * the app does not declare.
 */
export function organizations<D extends Declaration>(options: OrganizationsOptions<D>) {
  const { app, sendInvitation, beforeDelete, roleOf, requireVerification } = options
  const { creatorRole = 'owner', managerRoles = ['admin'] } = options
  const declared = Object.keys(app.roles)
  if (!declared.includes(creatorRole))
    throw new TypeError(`identity: creatorRole: the app declares no role ${JSON.stringify(creatorRole)}`)

  const rights = (role: string) =>
    role === creatorRole ? ownerAc : (managerRoles as readonly string[]).includes(role) ? adminAc : memberAc // names of D

  function assertRole(role: unknown): void {
    if (typeof role !== 'string' || !declared.includes(role))
      throw new APIError('BAD_REQUEST', {
        code: 'ROLE_NOT_FOUND',
        message: `role: expected one of ${declared.join(', ')}`,
      })
  }

  // Whoever was removed, or may not invite any more, would come back by an invitation that they left behind.
  async function assertStillInvited({ inviterId, organizationId, role }: Invited): Promise<void> {
    const inviter = await roleOf(inviterId, organizationId)
    const mayInvite = role === creatorRole ? [creatorRole] : [creatorRole, ...managerRoles]
    if (inviter === undefined || !mayInvite.includes(inviter))
      throw new APIError('BAD_REQUEST', { code: 'INVITATION_NOT_FOUND', message: 'Invitation not found' })
  }

  return organization({
    roles: Object.fromEntries(declared.map((role) => [role, rights(role)])),
    creatorRole,
    sendInvitationEmail: sendInvitation,
    requireEmailVerificationOnInvitation: requireVerification,
    cancelPendingInvitationsOnReInvite: true,
    organizationHooks: {
      beforeCreateOrganization: async ({ organization }) => assertNames(organization),
      beforeUpdateOrganization: async ({ organization }) => assertNames(organization),
      beforeAddMember: async ({ member }) => assertRole(member.role),
      beforeCreateInvitation: async ({ invitation }) => assertRole(invitation.role),
      beforeAcceptInvitation: ({ invitation }) => assertStillInvited(invitation),
      beforeUpdateMemberRole: async ({ newRole }) => assertRole(newRole),
      beforeDeleteOrganization: ({ organization }) => beforeDelete(organization.id),
    },
  })
}

interface Invited {
  inviterId: string
  organizationId: string
  role: string
}

const slugForm = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

function assertNames({ name, slug }: { name?: unknown; slug?: unknown }): void {
  if (typeof slug === 'string' && !slugForm.test(slug))
    throw new APIError('BAD_REQUEST', {
      code: 'VALIDATION_ERROR',
      message: 'slug: expected at most 63 lower-case letters, digits and hyphens',
    })
  if (typeof name === 'string' && (name.trim() === '' || name.length > 255))
    throw new APIError('BAD_REQUEST', {
      code: 'VALIDATION_ERROR',
      message: 'name: expected 1 to 255 characters',
    })
}
