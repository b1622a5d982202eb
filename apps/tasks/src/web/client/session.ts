import { ApiError, get, post } from './api.ts'
import type { Me } from './types.ts'

/** Who is signed in; undefined for nobody. */
export async function readMe(): Promise<Me | undefined> {
  try {
    return await get<Me>('/api/me')
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return undefined
    throw error
  }
}

/** Whether who is signed in is still this one, in this organization, with these rights. */
export async function isStill({ organizationId, role, permissions }: Me): Promise<boolean> {
  const now = await readMe()
  return (
    now?.organizationId === organizationId &&
    now.role === role &&
    now.permissions.join() === permissions.join()
  )
}

export async function signOut(): Promise<void> {
  await post('/auth/sign-out')
}
