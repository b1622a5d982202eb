import type { Cache } from '../cache/cache.ts'
import type { AppDatabase } from '../database/app-database.ts'
import type { Logger } from '../log/logger.ts'
import type { MultiappPlugin } from '../plugin/multiapp.ts'
import type { AppConfig } from './app-config.ts'
import type { Declaration } from './declaration.ts'

/** What an app's routes and hooks are given: all of it is scoped to the app. */
export interface Dependencies<D extends Declaration = Declaration> {
  db: AppDatabase<D['tables']>
  /** Fails soft: whatever is in it may be gone. */
  cache: Cache
  logger: Logger
  config: AppConfig<D>
  /** Gives handlers `app` and `context`: `new Elysia().use(deps.plugin)`. */
  plugin: MultiappPlugin<D>
}
