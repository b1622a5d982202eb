import { defineApp } from '@repo/multiapp'
import { t } from 'elysia'
import * as tables from './tables.ts'

export const shopApp = defineApp({
  slug: 'shop',
  name: 'Shop',
  tables,
  features: ['export'],
  settings: t.Object({ pageSize: t.Integer({ minimum: 1, maximum: 100, default: 20 }) }),
  roles: { owner: ['*'], clerk: ['order:read', 'order:write'], viewer: ['order:read'] },
})
