import { createHmac } from 'node:crypto'
import { schemaFromSlug } from '../app/slug.ts'

/** The two roles of an app: one serves and may only read and write rows, the other owns the schema and migrates it. */
export interface AppRoles {
  schema: string
  /** Logs in for the app; its name is the schema's. */
  app: string
  /** `owner_app_x`, not `app_x_owner`: that would be the role of an app called `x-owner`. */
  owner: string
}

export function rolesOf(slug: string): AppRoles {
  const schema = schemaFromSlug(slug)
  return { schema, app: schema, owner: `owner_${schema}` }
}

/** A role's password: derived, so that every host computes the same and none is stored. */
export function passwordOf(role: string, secret: string): string {
  return createHmac('sha256', secret).update(`role:${role}`).digest('base64url')
}
