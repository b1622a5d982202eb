import { defineApp } from '@repo/multiapp'
import { t } from 'elysia'
import * as tables from './tables.ts'

const settings = t.Object({
  flushSeconds: t.Number({
    exclusiveMinimum: 0,
    maximum: 60,
    default: 5,
    description: 'how often clicks are written, and how much of them a kill -9 loses',
  }),
})

/** Following a link needs nothing; the owner's side does. */
const roles = {
  owner: ['links:read', 'links:write'],
  viewer: ['links:read'],
} as const

export const linksApp = defineApp({ slug: 'links', name: 'Links', tables, settings, roles })
