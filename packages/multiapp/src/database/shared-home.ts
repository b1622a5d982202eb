import type { Sql } from 'postgres'
import { AppError } from '../errors/app-error.ts'
import type { Admin } from './admin.ts'
import { asRole, type Driver } from './driver.ts'
import type { Home } from './home.ts'
import { provision, unprovision } from './provision.ts'
import { type AppRoles, passwordOf, rolesOf } from './roles.ts'

export interface SharedHomeOptions {
  admin: Admin
  /** The admin's driver. */
  driver: Driver
  roleSecret: string
  rolePrefix: string
}

// The most that PostgreSQL gives an app's role, from all hosts.
const connectionLimit = 200

/** An app's home in the database that the apps share: a schema of its own, under roles that the admin makes. */
export function sharedHome(slug: string, { admin, driver, roleSecret, rolePrefix }: SharedHomeOptions): Home {
  const roles = rolesOf(slug, rolePrefix)
  return {
    slug,
    schema: roles.schema,
    isOwn: false,
    admin,
    driver: asRole(driver, roles.app, passwordOf(roles.app, roleSecret)),
    loginAdvice: `role ${roles.app} cannot log in: it is not made yet, or with another DATABASE_ROLE_SECRET`,
    target: async () => ({ slug, ...roles }),
    async provision(session) {
      try {
        return await provision(session, roles, { roleSecret, connectionLimit })
      } catch (error) {
        throw (await otherOwner(session, roles, error)) ?? error
      }
    },
    unprovision: (session, made) => unprovision(session, roles, made?.roles ?? [roles.app, roles.owner]),
    unfitReason: async () => undefined,
  }
}

// Only once it has failed: every start would ask for nothing.
async function otherOwner(session: Sql, { schema, owner }: AppRoles, cause: unknown) {
  const [row] = await session`SELECT nspowner::regrole::text AS name FROM pg_namespace
    WHERE nspname = ${schema} AND nspowner IS DISTINCT FROM to_regrole(${`"${owner}"`})`.catch(() => [])
  if (!row) return undefined
  const message = `the schema ${schema} is of role ${row.name}, not of ${owner}: one database has one DATABASE_ROLE_PREFIX`
  return new AppError('DATABASE_UNAVAILABLE', { message, cause })
}
