import type { Declaration } from '@repo/multiapp'
import { account, invitation, member, organization, session, user, verification } from './tables.ts'

/** The tables under the names that Better Auth knows its models by. */
export const identityTables = { user, session, account, verification, organization, member, invitation }
export type IdentityTables = typeof identityTables

/** An app that has re-exported the tables in its `tables.ts`. */
export type IdentityDeclaration = Declaration & { tables: IdentityTables }

/**
 * For `rls.exempt`: who is a member of what has to be known before anybody's organization is. Better Auth and this package
 * ask of each query whose rows it may see.
 */
export const identityExempt = [
  'user',
  'session',
  'account',
  'verification',
  'organization',
  'member',
  'invitation',
] as const satisfies readonly (keyof IdentityTables)[]
