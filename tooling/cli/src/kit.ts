import { join } from 'node:path'
import { completeEnvironment, joinDevDatabase } from '@repo/devdb'
import { createDatabase, type Database, type Env, readEnv } from '@repo/multiapp'
import { loadRepository, type Repository } from './repository.ts'

/** What a command works on. */
export interface Kit extends Repository {
  env: Env
  database: Database
}

/** Runs `fn` with the apps and their database: the embedded one, for as long as it is needed, where none is named. */
export async function withKit<T>(fn: (kit: Kit) => Promise<T>): Promise<T> {
  const { dataDir } = completeEnvironment()
  const repository = await loadRepository()
  const leave = joinIfNeeded(dataDir)
  try {
    const env = readEnv(repository.apps.map(({ slug }) => slug))
    const database = createDatabase({ url: env.databaseUrl, roleSecret: env.databaseRoleSecret })
    try {
      return await fn({ ...repository, env, database })
    } finally {
      await database.close()
    }
  } finally {
    leave()
  }
}

function joinIfNeeded(dataDir: string): () => void {
  if (process.env.DATABASE_URL || process.env.NODE_ENV === 'production') return () => {}
  const { url, leave } = joinDevDatabase(join(dataDir, 'postgres'))
  process.env.DATABASE_URL = url
  return leave
}
