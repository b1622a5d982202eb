import { framed } from '../door/frame.ts'
import { h } from '../page/dom.ts'
import { attempt } from '../page/notices.ts'
import { signOut } from '../session.ts'
import type { Me, Organization } from '../types.ts'
import { enterOrganization, organizationForm } from './organizations.ts'

const explanation =
  'Projects and tasks belong to an organization: a company, a club, a family. If you are invited to one, open the link in the mail.'

/** For whoever is in no organization just now. */
export function welcome(me: Me, organizations: readonly Organization[], enter: () => void): HTMLElement {
  const hasSome = organizations.length > 0
  const leave = h(
    'button',
    { type: 'button', class: 'link', onclick: () => attempt(signOut).then(enter) },
    'Sign out',
  )
  return framed(hasSome ? 'Choose an organization' : `Welcome, ${me.name}`, [
    hasSome && choice(organizations, enter),
    h('p', {}, hasSome ? 'Or make another one:' : explanation),
    organizationForm(enter),
    h('p', { class: 'other' }, `Signed in as ${me.email}. `, leave),
  ])
}

function choice(organizations: readonly Organization[], enter: () => void): HTMLElement {
  const button = ({ id, name }: Organization) =>
    h('button', { type: 'button', onclick: () => attempt(() => enterOrganization(id)).then(enter) }, name)
  return h(
    'ul',
    { class: 'choice' },
    ...organizations.map((organization) => h('li', {}, button(organization))),
  )
}
