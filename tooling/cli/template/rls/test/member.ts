import type { TestApp, TestPrincipal } from '@repo/multiapp/testing'
import type { acmeStoreApp } from '../src/app.ts'
import type { acmeStore } from '../src/index.ts'

export type Role = keyof typeof acmeStoreApp.roles

/** Somebody with a token: by default the owner of an organization of their own. */
export function createMember(
  app: TestApp<typeof acmeStore>,
  options: { role?: Role; organization?: string } = {},
): Promise<TestPrincipal> {
  return app.asPrincipal({ role: 'owner', ...options })
}
