import { get, post } from '../api.ts'
import { h, unseen } from '../page/dom.ts'
import { emailInput, field, form } from '../page/form.ts'
import { icon } from '../page/icons.ts'
import { attempt, notice } from '../page/notices.ts'
import { createRows, keepFocus, place, type Row } from '../page/rows.ts'
import type { Invitation } from '../types.ts'
import { roleBadge, roleSelect, rolesGivenBy } from './roles.ts'
import type { Team } from './team.ts'

/** Inviting people, and who is invited already: for those who may. */
export function invitations(team: Team): HTMLElement {
  const email = emailInput()
  const invite = form(
    {
      class: 'form inline',
      submit: 'Invite',
      async onSubmit(value) {
        await post('/auth/organization/invite-member', { email: value('email'), role: value('role') })
        notice(`A mail is on its way to ${value('email')}.`)
        email.value = ''
        email.focus()
        await reload()
      },
    },
    field('E-mail', email),
    field('Role', roleSelect(rolesGivenBy(team.me.role), 'member')),
  )

  const heading = h('h2', { id: 'invitations', tabindex: -1 }, 'Invite people')
  const list = h('ul', { class: 'people' })
  const rows = createRows((invitation: Invitation) => row(invitation, reload))

  async function reload(): Promise<void> {
    const all = await get<Invitation[]>('/auth/organization/list-invitations')
    keepFocus(
      () => place(list, rows(all.filter(isOpen))),
      () => heading,
    )
  }

  void attempt(reload)
  return h('section', { class: 'panel', 'aria-labelledby': heading.id }, heading, invite, list)
}

function isOpen({ status, expiresAt }: Invitation): boolean {
  return status === 'pending' && Date.parse(expiresAt) > Date.now()
}

function row({ id, email, role }: Invitation, reload: () => Promise<void>): Row<Invitation> {
  const cancel = () =>
    attempt(async () => {
      await post('/auth/organization/cancel-invitation', { invitationId: id })
      await reload()
    })
  const element = h(
    'li',
    {},
    h('div', { class: 'who' }, h('strong', {}, email), h('span', {}, 'Invited')),
    h(
      'div',
      { class: 'role' },
      roleBadge(role),
      h(
        'button',
        { type: 'button', class: 'quiet', onclick: cancel },
        icon('close'),
        unseen(`Cancel the invitation of ${email}`),
      ),
    ),
  )
  return { element, update: () => {} }
}
