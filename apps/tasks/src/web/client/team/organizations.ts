import { get, post } from '../api.ts'
import { h } from '../page/dom.ts'
import { field, form } from '../page/form.ts'
import type { Organization } from '../types.ts'

export const listOrganizations = () => get<Organization[]>('/auth/organization/list')

/** The session goes on in another organization. */
export async function enterOrganization(organizationId: string): Promise<void> {
  await post('/auth/organization/set-active', { organizationId })
}

/** Whoever makes an organization is in it. */
export function organizationForm(done: () => void): HTMLFormElement {
  return form(
    {
      submit: 'Create',
      async onSubmit(value) {
        const name = value('name')
        await post('/auth/organization/create', { name, slug: slugOf(name) })
        done()
      },
    },
    field(
      'Name of the organization',
      h('input', { name: 'name', required: true, maxlength: 100, autocomplete: 'organization' }),
    ),
  )
}

// Nobody sees it here, and no two are the same.
function slugOf(name: string): string {
  const words = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
  return `${words.slice(0, 40)}-${crypto.randomUUID().slice(0, 8)}`.replace(/^-+/, '').replace(/-{2,}/g, '-')
}
