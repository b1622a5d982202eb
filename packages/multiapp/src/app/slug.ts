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
