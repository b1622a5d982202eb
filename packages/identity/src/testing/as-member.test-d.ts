import { defineApp } from '@repo/multiapp'
import type { TestApp } from '@repo/multiapp/testing'
import { Elysia } from 'elysia'
import { identityTables } from '../identity-tables.ts'
import { asMember } from './as-member.ts'

const routes = () => new Elysia()
const roles = { owner: ['*'] } as const
const peopled = defineApp({ slug: 'peopled', name: 'Peopled', tables: identityTables, roles }).backend({
  routes,
})
const empty = defineApp({ slug: 'empty', name: 'Empty', roles }).backend({ routes })

export async function ofDeclaredRoles(app: TestApp<typeof peopled>, other: TestApp<typeof empty>) {
  await asMember(app, { role: 'owner' })
  // @ts-expect-error: not a declared role
  await asMember(app, { role: 'pilot' })
  // @ts-expect-error: it has no people
  await asMember(other, { role: 'owner' })
}
