import { asMember, type MemberOptions } from '@repo/identity/testing'
import type { TestApp, TestPrincipal } from '@repo/multiapp/testing'
import type { acmeStoreApp } from '../src/app.ts'
import type { acmeStore } from '../src/index.ts'

export type Role = keyof typeof acmeStoreApp.roles

/** Somebody with an account and a token: by default the owner of an organization of their own. */
export function createMember(
  app: TestApp<typeof acmeStore>,
  options: Partial<MemberOptions<Role>> = {},
): Promise<TestPrincipal> {
  return asMember(app, { role: 'owner', ...options })
}
