import type { AnyAppBackend, AppBackend } from '../app/define-app.ts'
import { createMemoryCache } from '../cache/memory.ts'
import type { Database } from '../database/database.ts'
import { createLogger } from '../log/logger.ts'
import { mountApp, type RegisterOverrides } from './register.ts'
import { describeApp, type RegisteredApp } from './registered-app.ts'

/** What a server would say of an app: `database` is not asked, and none of the app's hooks runs. */
export async function inspectApp(
  app: AnyAppBackend,
  database: Database,
  overrides: RegisterOverrides = {},
): Promise<RegisteredApp> {
  await using cache = createMemoryCache()
  const logger = createLogger({ level: 'silent' })
  const backend: AppBackend = app
  return describeApp(
    mountApp(backend, overrides, { database, cache, logger, middleware: [], openapi: false }),
  )
}
