import { createDatabase, type Database, type Env, readEnv } from '@repo/multiapp'
import { prepareEnvironment } from './env.ts'
import { loadRepository, type Repository } from './repository.ts'

/** What a command works on. */
export interface Kit extends Repository {
  env: Env
  database: Database
}

/** Runs `fn` with the apps and their database: the embedded one, for as long as it is needed, where none is named. */
export async function withKit<T>(fn: (kit: Kit) => Promise<T>): Promise<T> {
  const leave = prepareEnvironment()
  try {
    const repository = await loadRepository()
    const env = readEnv(
      repository.apps.map(({ slug }) => slug),
      process.env,
      { needsKeys: false },
    )
    const database = createDatabase({
      url: env.databaseUrl,
      roleSecret: env.databaseRoleSecret,
      rolePrefix: env.databaseRolePrefix,
      appUrls: env.databaseUrls,
      maxConnections: env.databaseMaxConnections,
    })
    try {
      return await fn({ ...repository, env, database })
    } finally {
      await database.close()
    }
  } finally {
    leave()
  }
}
