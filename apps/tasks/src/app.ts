import { identityExempt } from '@repo/identity'
import { defineApp } from '@repo/multiapp'
import { t } from 'elysia'
import * as tables from './tables.ts'

const settings = t.Object({
  pageSize: t.Integer({
    minimum: 1,
    maximum: 100,
    default: 20,
    description: 'how long a page of a list is that asks for no length',
  }),
})

const reading = ['project:read', 'task:read'] as const
const working = [...reading, 'project:write', 'task:write'] as const

/** What each role of an organization's members may do. */
const roles = {
  owner: ['*'],
  admin: [...working, 'project:delete', 'task:export'],
  member: working,
  viewer: reading,
} as const

export const tasksApp = defineApp({
  slug: 'tasks',
  name: 'Tasks',
  tables,
  rls: { exempt: identityExempt },
  features: ['comments', 'export'],
  settings,
  roles,
})
