import type { AppDatabase, Logger } from '@repo/multiapp'
import { type BetterAuthOptions, betterAuth } from 'better-auth'
import { drizzleAdapter } from 'better-auth/adapters/drizzle'
import type { Deletion } from '../deletion.ts'
import { type IdentityTables, identityTables } from '../identity-tables.ts'
import type { Limiter } from '../limits/limits.ts'
import type { Letters } from '../mail/letters.ts'
import { createHashAhead } from '../password/hash-ahead.ts'
import { verifyPassword } from '../password/password.ts'
import { guardEndpoints } from './guarded-endpoints.ts'
import { newSession } from './new-session.ts'
import { watchAdapter } from './watched-adapter.ts'

export interface AuthSetup {
  /** The app's name. */
  app: string
  db: AppDatabase<IdentityTables>
  /** The app's own, and those that its plugins need. */
  tables: Record<string, unknown>
  logger: Logger
  secret: string
  /** Where `/auth` is, for browsers. */
  publicUrl: string
  /** Whose pages may use it, beside the public URL's. */
  origins: readonly string[]
  cookiePrefix: string
  secureCookies: boolean
  requireVerification: boolean
  letters: Letters
  limiter: Limiter
  deletion: Deletion
  isSignedIn(headers: Headers): Promise<boolean>
  emailOf(headers: Headers): Promise<string | undefined>
  revokeFamily(family: string): Promise<void>
  creatorRole: string
  /** What goes on after an answer. */
  inBackground(task: Promise<unknown>): void
  socialProviders: NonNullable<BetterAuthOptions['socialProviders']>
  plugins: NonNullable<BetterAuthOptions['plugins']>
}

/** The header in which Better Auth is told the client's address; what a client sends under it is overwritten. */
export const addressHeader = 'x-identity-client-address'

/** Better Auth on the app's own tables, with the strict choices of it. */
export function createAuth(setup: AuthSetup) {
  const { db, tables, publicUrl, letters, deletion, requireVerification, secureCookies } = setup
  const passwords = createHashAhead()
  const schema = { ...tables, ...identityTables }
  return betterAuth({
    appName: setup.app,
    baseURL: `${publicUrl}/auth`,
    basePath: new URL(`${publicUrl}/auth`).pathname,
    secret: setup.secret,
    trustedOrigins: [new URL(publicUrl).origin, ...setup.origins],
    database: watchAdapter(drizzleAdapter(db, { provider: 'pg', schema, transaction: true }), setup),
    emailAndPassword: {
      enabled: true,
      requireEmailVerification: requireVerification,
      revokeSessionsOnPasswordReset: true,
      password: { hash: passwords.hash, verify: ({ hash, password }) => verifyPassword(hash, password) },
      sendResetPassword: letters.resetPassword,
      onExistingUserSignUp: letters.alreadySignedUp,
    },
    emailVerification: { sendVerificationEmail: letters.verifyEmail, sendOnSignUp: requireVerification },
    user: { deleteUser: { enabled: true, beforeDelete: ({ id }) => deletion.deleteUser(id) } },
    session: {
      additionalFields: { tokenFamily: { type: 'string', required: false, input: false, returned: false } },
    },
    // What a mail's link carries is not in the database as it is.
    verification: { storeIdentifier: 'hashed' },
    databaseHooks: {
      // Plugins delete users without asking `deleteUser`; where that has been, there is nobody left to delete.
      user: { delete: { before: ({ id }) => deletion.deleteUser(id) } },
      session: { create: { before: newSession(db) } },
    },
    hooks: guardEndpoints({ ...setup, passwords }),
    socialProviders: setup.socialProviders,
    plugins: setup.plugins,
    rateLimit: { enabled: false },
    // Its own errors stay its answers; ours, such as a database that is away, become the kit's.
    onAPIError: { throw: true },
    telemetry: { enabled: false },
    logger: { level: 'error', log: logTo(setup.logger) },
    advanced: {
      database: { generateId: 'uuid' },
      cookiePrefix: setup.cookiePrefix,
      useSecureCookies: false,
      defaultCookieAttributes: { secure: secureCookies, httpOnly: true, sameSite: 'lax', path: '/' },
      ipAddress: { ipAddressHeaders: [addressHeader], ipv6Subnet: 128 },
      backgroundTasks: { handler: setup.inBackground },
      disableCSRFCheck: false,
      disableOriginCheck: false,
    },
  })
}

export type BetterAuth = ReturnType<typeof createAuth>

// Its own logger writes colours to the console.
function logTo(logger: Logger) {
  return (_level: string, message: string, ...details: unknown[]) => {
    const err = details.find((detail) => detail instanceof Error)
    logger.error({ ...(err && { err }) }, `better-auth: ${message}`)
  }
}
