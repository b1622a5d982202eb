import { post } from '../api.ts'
import { confirm } from '../page/dialog.ts'
import { h, unseen } from '../page/dom.ts'
import { icon } from '../page/icons.ts'
import { attempt, notice } from '../page/notices.ts'
import { setTitle } from '../page/route.ts'
import { createRows, keepFocus, place, type Row } from '../page/rows.ts'
import type { Member } from '../types.ts'
import { avatar } from './avatar.ts'
import { invitations } from './invitations.ts'
import { roleBadge, roleLabel, roleSelect, rolesGivenBy } from './roles.ts'
import type { Team } from './team.ts'

/** Who is in the organization. `leave` is called for who is no more. */
export function membersView(team: Team, leave: () => void, life: AbortSignal): HTMLElement {
  setTitle('Members', team.organization.name)
  const heading = h('h1', { tabindex: -1 }, 'Members')
  const list = h('ul', { class: 'people' })
  const rows = createRows((member: Member) => memberRow(member, team))
  team.members.watch(
    (members) =>
      keepFocus(
        () => place(list, rows(members)),
        () => heading,
      ),
    life,
  )
  void attempt(team.reloadMembers)
  const others = rolesGivenBy(team.me.role).length > 0 && invitations(team)
  return h(
    'div',
    { class: 'view narrow' },
    h('header', { class: 'view-head' }, heading),
    list,
    others,
    leaving(team, leave),
  )
}

function memberRow(first: Member, team: Team): Row<Member> {
  const { userId, user } = first
  const isMe = userId === team.me.id
  const role = h('div', { class: 'role' })
  const element = h(
    'li',
    {},
    avatar(userId, user.name),
    h('div', { class: 'who' }, h('strong', {}, user.name), isMe && ' (you)', h('span', {}, user.email)),
    role,
  )
  let shown: string | undefined

  return {
    element,
    update(member) {
      if (shown === member.role) return
      shown = member.role
      role.replaceChildren(...controls(member))
    },
  }

  function controls(member: Member): HTMLElement[] {
    const roles = rolesGivenBy(team.me.role)
    if (isMe || !roles.some((name) => name === member.role)) return [roleBadge(member.role)]
    const choice = roleSelect(roles, member.role)
    choice.setAttribute('aria-label', `Role of ${user.name}`)
    choice.addEventListener('change', () => attempt(() => changeRole(member, choice.value)))
    const away = h(
      'button',
      { type: 'button', class: 'quiet', onclick: () => attempt(() => removeMember(member)) },
      icon('trash'),
      unseen(`Remove ${user.name}`),
    )
    return [choice, away]
  }

  async function changeRole({ id, role: before }: Member, wanted: string): Promise<void> {
    try {
      await post('/auth/organization/update-member-role', { memberId: id, role: wanted })
      notice(`${user.name} is ${roleLabel(wanted)} now.`)
    } catch (error) {
      shown = undefined
      throw error
    } finally {
      await team.reloadMembers()
    }
    if (before !== wanted) element.querySelector('select')?.focus()
  }

  async function removeMember({ id }: Member): Promise<void> {
    const text = 'They lose access at once. Their tasks stay, and are nobody’s.'
    if (!(await confirm(`Remove ${user.name}?`, { text, action: 'Remove' }))) return
    await post('/auth/organization/remove-member', { memberIdOrEmail: id })
    await team.reloadMembers()
    notice(`${user.name} is not in ${team.organization.name} any more.`)
  }
}

function leaving({ organization }: Team, leave: () => void): HTMLElement {
  const run = async () => {
    const text = 'You lose access at once. Somebody has to invite you to come back.'
    if (!(await confirm(`Leave ${organization.name}?`, { text, action: 'Leave' }))) return
    await post('/auth/organization/leave', { organizationId: organization.id })
    leave()
  }
  const button = h('button', { type: 'button', onclick: () => attempt(run) }, `Leave ${organization.name}`)
  return h('div', { class: 'leaving' }, button)
}
