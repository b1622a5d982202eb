import { get } from '../api.ts'
import { type Cell, createCell } from '../page/cell.ts'
import type { Feature, Info, Me, Member, Organization, Permission } from '../types.ts'
import { listOrganizations } from './organizations.ts'

/** The organization that somebody is in, with what they may do there. */
export interface Team {
  me: Me
  organization: Organization
  /** All that they are in. */
  organizations: readonly Organization[]
  members: Cell<Member[]>
  may(permission: Permission): boolean
  has(feature: Feature): boolean
  /** How somebody is called who may have left. */
  nameOf(userId: string | null | undefined): string
  reloadMembers(): Promise<void>
  /** Reads the members anew if this is none of those that are known: somebody may have come meanwhile. */
  meet(userId: string | null | undefined): Promise<void>
}

/** Undefined for whoever is in no organization. */
export async function readTeam(me: Me): Promise<Team | undefined> {
  const [info, organizations] = await Promise.all([get<Info>('/api/info'), listOrganizations()])
  const organization = organizations.find(({ id }) => id === me.organizationId)
  if (!organization) return undefined
  const members = createCell(await listMembers())
  const reloadMembers = async () => members.set(await listMembers())
  const find = (id: string | null | undefined) => members.value.find(({ userId }) => userId === id)
  return {
    me,
    organization,
    organizations,
    members,
    may: (permission) => me.permissions.includes(permission),
    has: (feature) => info.features.includes(feature),
    nameOf: (id) => find(id)?.user.name ?? 'Somebody',
    reloadMembers,
    async meet(id) {
      if (id && !find(id)) await reloadMembers()
    },
  }
}

async function listMembers(): Promise<Member[]> {
  const { members } = await get<{ members: Member[] }>('/auth/organization/list-members?limit=1000')
  return members.sort((a, b) => a.user.name.localeCompare(b.user.name))
}
