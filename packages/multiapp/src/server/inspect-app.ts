import type { AnyAppBackend, AppBackend } from '../app/define-app.ts'
import type { KeySource } from '../auth/keys.ts'
import { createMemoryCache } from '../cache/memory.ts'
import { createDatabase } from '../database/database.ts'
import { createLogger } from '../log/logger.ts'
import { mountApp, type RegisterOverrides } from './register.ts'
import { describeApp, type RegisteredApp } from './registered-app.ts'

// Pools open on first use, and nothing is asked here.
const nowhere = { url: 'postgres://nobody@localhost:1/none', roleSecret: 'of nobody'.padEnd(32, '.') }

export interface InspectOptions {
  /** Where the keys of the app's tokens come from: with them, it is also found wrong what signing in needs. */
  authKeys?: KeySource
}

/**
 * What a server would say of an app. No database has to be there, and none of the app's hooks runs. Throws a TypeError for
 * what is wrong with the app or the overrides.
 */
export async function inspectApp(
  app: AnyAppBackend,
  overrides: RegisterOverrides = {},
  options: InspectOptions = {},
): Promise<RegisteredApp> {
  await using cache = createMemoryCache()
  const database = createDatabase(nowhere)
  const logger = createLogger({ level: 'silent' })
  const backend: AppBackend = app
  try {
    const nothingElse = { middleware: [], openapi: false }
    return describeApp(mountApp(backend, overrides, { database, cache, logger, ...nothingElse, ...options }))
  } finally {
    await database.close()
  }
}
