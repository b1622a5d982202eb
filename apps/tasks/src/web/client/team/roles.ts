import { h } from '../page/dom.ts'
import { select } from '../page/form.ts'
import type { Role } from '../types.ts'

const labels: Record<Role, string> = { owner: 'Owner', admin: 'Admin', member: 'Member', viewer: 'Viewer' }

/** Whom a role may change, and to what: as Better Auth has it, where only an owner makes owners. */
export function rolesGivenBy(role: string | null): Role[] {
  if (role === 'owner') return ['owner', 'admin', 'member', 'viewer']
  return role === 'admin' ? ['admin', 'member', 'viewer'] : []
}

export function roleLabel(role: string): string {
  return role in labels ? labels[role as Role] : role // `in` has just shown it
}

export function withArticle(role: string): string {
  return `${/^[aeiou]/.test(role) ? 'an' : 'a'} ${role}`
}

export function roleSelect(roles: readonly Role[], chosen: string): HTMLSelectElement {
  return select(
    'role',
    roles.map((value) => ({ value, label: labels[value] })),
    chosen,
  )
}

export function roleBadge(role: string): HTMLElement {
  return h('span', { class: 'badge' }, roleLabel(role))
}
