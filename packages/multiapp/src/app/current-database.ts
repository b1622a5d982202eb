import type { AppDatabase } from '../database/app-database.ts'
import { AppError } from '../errors/app-error.ts'
import type { AppContext } from './app-context.ts'
import { currentApp } from './current.ts'

const databases = new WeakMap<AppContext, unknown>()

/** Says which database an app has, for `currentDatabase`. */
export function bindDatabase(app: AppContext, db: unknown): void {
  databases.set(app, db)
}

/**
 * The database of the app that this code runs in, typed by the app's definition: for a service that is handed no `deps`.
 * Throws NO_APP_CONTEXT anywhere but in that app.
 *
 * @example const [row] = await currentDatabase(tasksApp).select().from(tasks)
 */
export function currentDatabase<Tables extends Record<string, unknown>>({
  slug,
}: {
  slug: string
  tables: Tables
}): AppDatabase<Tables> {
  const app = currentApp()
  const db = app?.slug === slug ? databases.get(app) : undefined
  if (!db)
    throw new AppError('NO_APP_CONTEXT', {
      message: `this is not app "${slug}": call it in a request of that app, or in runWithApp()`,
    })
  return db as AppDatabase<Tables> // what was bound when the app of this definition was mounted
}
