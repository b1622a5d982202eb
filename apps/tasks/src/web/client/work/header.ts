import { brand } from '../door/frame.ts'
import { h, unseen } from '../page/dom.ts'
import { select } from '../page/form.ts'
import { attempt } from '../page/notices.ts'
import { go } from '../page/route.ts'
import { signOut } from '../session.ts'
import { avatar } from '../team/avatar.ts'
import { enterOrganization } from '../team/organizations.ts'
import { roleBadge } from '../team/roles.ts'
import type { Team } from '../team/team.ts'
import type { Changes } from './changes.ts'

/** Where one is, and who. `enter` is called when either changes. */
export function header(team: Team, changes: Changes, enter: () => void, life: AbortSignal): HTMLElement {
  const live = h('p', { class: 'live' })
  changes.isLive.watch((isLive) => {
    live.classList.toggle('off', !isLive)
    live.replaceChildren(isLive ? 'Live' : 'Reconnecting…')
  }, life)
  return h(
    'header',
    { class: 'top' },
    h('a', { href: '#/', class: 'home', 'aria-label': 'Tasks: projects' }, brand()),
    organizationChoice(team, enter),
    live,
    userMenu(team, enter),
  )
}

function organizationChoice({ organization, organizations }: Team, enter: () => void): HTMLElement {
  if (organizations.length === 1) return h('p', { class: 'organization' }, organization.name)
  const options = organizations.map(({ id, name }) => ({ value: id, label: name }))
  const choice = select('organization', options, organization.id)
  choice.setAttribute('aria-label', 'Organization')
  choice.className = 'organization'
  choice.addEventListener('change', () =>
    attempt(async () => {
      await enterOrganization(choice.value)
      go('/')
      enter()
    }),
  )
  return choice
}

function userMenu({ me }: Team, enter: () => void): HTMLElement {
  const name = me.name ?? ''
  const leave = () => attempt(signOut).then(enter)
  const menu = h(
    'div',
    { id: 'user-menu', popover: 'auto', class: 'menu' },
    h('p', {}, h('strong', {}, name), h('span', {}, me.email), me.role !== null && roleBadge(me.role)),
    h('a', { href: '#/account', onclick: () => menu.hidePopover() }, 'Your account'),
    h('a', { href: '#/organizations/new', onclick: () => menu.hidePopover() }, 'New organization'),
    h('button', { type: 'button', onclick: leave }, 'Sign out'),
  )
  const button = h(
    'button',
    { type: 'button', class: 'user', popovertarget: menu.id },
    avatar(me.id, name),
    unseen(`${name}: account and sign out`),
  )
  return h('div', { class: 'user-menu' }, button, menu)
}
