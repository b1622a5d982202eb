import { type AppDatabase, notAuthenticated } from '@repo/multiapp'
import type { IdentityTables } from '../identity-tables.ts'

/** Who is behind a session, as the database has it now. */
export interface SignedIn {
  sessionId: string
  tokenFamily: string
  userId: string
  email: string
  name: string
  /** The active organization, if they are still a member of it. */
  organizationId: string | null
  organizationSlug: string | null
  role: string | null
}

/** Reads sessions afresh each time: what was ended, removed or changed counts at the next request. */
export interface SignedInReader {
  byToken(token: string): Promise<SignedIn>
  byFamily(family: string): Promise<SignedIn>
  has(token: string): Promise<boolean>
  /** The user's; undefined without such a session. */
  emailOf(token: string): Promise<string | undefined>
  /** What somebody is in an organization; undefined for nobody of it. */
  roleOf(userId: string, organizationId: string): Promise<string | undefined>
}

/** The first two reject with NOT_AUTHENTICATED if there is no such session, or it has expired. */
export function createSignedInReader({ sql }: AppDatabase<IdentityTables>): SignedInReader {
  const people = sql`
    SELECT s.id AS "sessionId", s.token_family AS "tokenFamily", u.id AS "userId", u.email, u.name,
      o.id AS "organizationId", o.slug AS "organizationSlug", m.role
    FROM session s JOIN "user" u ON u.id = s.user_id
    LEFT JOIN member m ON m.user_id = s.user_id AND m.organization_id = s.active_organization_id
    LEFT JOIN organization o ON o.id = m.organization_id`
  return {
    byToken: async (token) =>
      only(await sql<SignedIn[]>`${people} WHERE s.token = ${token} AND s.expires_at > now()`),
    byFamily: async (family) =>
      only(await sql<SignedIn[]>`${people} WHERE s.token_family = ${family} AND s.expires_at > now()`),
    emailOf: async (token) => (await sql<SignedIn[]>`${people} WHERE s.token = ${token}`)[0]?.email,
    roleOf: async (userId, organizationId) =>
      (
        await sql<{ role: string }[]>`
          SELECT role FROM member WHERE user_id = ${userId} AND organization_id = ${organizationId}`
      )[0]?.role,
    has: async (token) => (await sql`SELECT 1 FROM session WHERE token = ${token}`).length > 0,
  }
}

function only([found]: SignedIn[]): SignedIn {
  if (!found) throw notAuthenticated('there is no such session, or it has ended')
  return found
}
