import { AppError } from '../errors/app-error.ts'

const slugPattern = /^[a-z][a-z0-9-]{0,39}$/

/** Whether `slug` can name an app: a lower-case letter, then up to 39 letters, digits or hyphens. */
export function isSlug(slug: string): boolean {
  return slugPattern.test(slug)
}

/** The PostgreSQL schema of an app, which is also its role: `my-app` → `app_my_app`. Throws INVALID_SCHEMA_NAME. */
export function schemaFromSlug(slug: string): string {
  if (!isSlug(slug)) {
    throw new AppError('INVALID_SCHEMA_NAME', {
      message: `an app's slug matches ${slugPattern.source}, this does not: ${JSON.stringify(slug)}`,
    })
  }
  return `app_${slug.replaceAll('-', '_')}`
}

/** The slug of the app whose schema this is: `app_my_app` → `my-app`. Throws INVALID_SCHEMA_NAME. */
export function slugFromSchema(schema: string): string {
  const slug = schema.replace(/^app_/, '').replaceAll('_', '-')
  if (isSlug(slug) && schemaFromSlug(slug) === schema) return slug
  throw new AppError('INVALID_SCHEMA_NAME', {
    message: `expected an app's schema, as in app_my_app, this is none: ${JSON.stringify(schema)}`,
  })
}
