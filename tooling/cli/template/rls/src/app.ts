import { defineApp } from '@repo/multiapp'
import * as tables from './tables.ts'

/** What each role of an organization's members may do. */
const roles = {
  owner: ['*'],
  admin: ['spare-part:read', 'spare-part:write', 'spare-part:delete'],
  member: ['spare-part:read', 'spare-part:write'],
  viewer: ['spare-part:read'],
} as const

export const acmeStoreApp = defineApp({ slug: 'acme-store', name: 'Acme store', tables, roles })
