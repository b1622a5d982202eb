import { identityExempt } from '@repo/identity'
import { defineApp } from '@repo/multiapp'
import * as tables from './tables.ts'

/** What members of an organization are. Whoever has signed in may do all that there is to do. */
const roles = { owner: [], admin: [], member: [] }

export const acmeStoreApp = defineApp({
  slug: 'acme-store',
  name: 'Acme store',
  tables,
  rls: { exempt: identityExempt },
  roles,
})
