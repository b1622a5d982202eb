import type { Tokens } from '../auth/tokens.ts'
import type { Cache } from '../cache/cache.ts'
import type { StrictStore } from '../cache/strict-store.ts'
import type { AppDatabase } from '../database/app-database.ts'
import type { Logger } from '../log/logger.ts'
import type { MultiappPlugin } from '../plugin/multiapp.ts'
import type { Sessions } from '../sessions/sessions.ts'
import type { AppConfig } from './app-config.ts'
import type { AppContext } from './app-context.ts'
import type { Declaration } from './declaration.ts'

/** What an app's routes and hooks are given: all of it is scoped to the app. */
export interface Dependencies<D extends Declaration = Declaration> {
  app: AppContext<D>
  db: AppDatabase<D['tables']>
  /** Fails soft: whatever is in it may be gone. */
  cache: Cache
  /** Throws where it cannot tell: for what must not be forgotten, such as counts and locks. */
  strict: StrictStore
  logger: Logger
  config: AppConfig<D>
  /** The time in milliseconds since 1970; a test lets it pass. */
  now: () => number
  /** Bytes that only this app has for this purpose: the first of them makes, all check. None where there are no keys. */
  deriveSecrets(purpose: string, bytes: number): readonly Buffer[]
  /** The app's own tokens. */
  tokens: Tokens<D>
  /** The app's own sessions: tokens that stay here, behind a cookie. */
  sessions: Sessions
  /** Gives handlers `app`, `context` and `principal`, and routes their guards: `new Elysia().use(deps.plugin)`. */
  plugin: MultiappPlugin<D>
}
