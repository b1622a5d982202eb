import type { AnyAppBackend, AppBackend } from '../app/define-app.ts'
import { createMemoryCache } from '../cache/memory.ts'
import { createDatabase } from '../database/database.ts'
import { createLogger } from '../log/logger.ts'
import { mountApp, type RegisterOverrides } from './register.ts'
import { describeApp, type RegisteredApp } from './registered-app.ts'

// Pools open on first use, and nothing is asked here.
const nowhere = { url: 'postgres://nobody@localhost:1/none', roleSecret: 'of nobody'.padEnd(32, '.') }

/**
 * What a server would say of an app. No database has to be there, and none of the app's hooks runs. Throws a TypeError for
 * what is wrong with the app or the overrides.
 */
export async function inspectApp(
  app: AnyAppBackend,
  overrides: RegisterOverrides = {},
): Promise<RegisteredApp> {
  await using cache = createMemoryCache()
  const database = createDatabase(nowhere)
  const logger = createLogger({ level: 'silent' })
  const backend: AppBackend = app
  try {
    return describeApp(
      mountApp(backend, overrides, { database, cache, logger, middleware: [], openapi: false }),
    )
  } finally {
    await database.close()
  }
}
