import { createHmac } from 'node:crypto'
import { schemaFromSlug } from '../app/slug.ts'

/** The two roles of an app: one serves and may only read and write rows, the other owns the schema and migrates it. */
export interface AppRoles {
  schema: string
  /** Logs in for the app; its name is the schema's, after the prefix. */
  app: string
  /** `owner_app_x`, not `app_x_owner`: that would be the role of an app called `x-owner`. */
  owner: string
}

/**
 * What a prefix of role names may be. The longest role, `owner_app_` and a slug of 40, then fits PostgreSQL's 63 bytes;
 * `pg_` is PostgreSQL's own; and no name is that of another prefix: with `app_`, the role of x would be that of app-x.
 */
export const rolePrefixPattern = /^(?!pg_)(?!.*app_)(?!.*owner_$)[a-z_][a-z0-9_]{0,12}$/

export const rolePrefixExpectation =
  'at most 13 lower-case letters, digits and _, such as staging_; not from pg_, with app_ in it, or to owner_'

/** Throws a TypeError if role names cannot begin with `prefix`. */
export function assertRolePrefix(prefix: string): void {
  if (prefix !== '' && !rolePrefixPattern.test(prefix)) {
    throw new TypeError(`the prefix of roles: expected ${rolePrefixExpectation}`)
  }
}

/** The names of an app's schema and roles. The schema's has no prefix: it belongs to a database, roles to a cluster. */
export function rolesOf(slug: string, prefix = ''): AppRoles {
  const schema = schemaFromSlug(slug)
  return { schema, app: `${prefix}${schema}`, owner: `${prefix}owner_${schema}` }
}

/** A role's password: derived, so that every host computes the same and none is stored. */
export function passwordOf(role: string, secret: string): string {
  return createHmac('sha256', secret).update(`role:${role}`).digest('base64url')
}
