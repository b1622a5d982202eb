import { join, resolve } from 'node:path'
import { joinDevDatabase } from '@repo/devdb'
import {
  createDatabase,
  type Database,
  describeEnv,
  type EnvDescription,
  type EnvSource,
} from '@repo/multiapp'
import { Failure } from '../failure.ts'
import { loadRepository, type Repository } from '../repository.ts'
import type { Sources } from '../variables/sources.ts'

/** What checks look at: this clone, its environment, and what is opened once for all of them. */
export interface Machine extends AsyncDisposable {
  root: string
  sources: Sources
  env: EnvSource
  dataDir: string
  /** Whether development's own PostgreSQL is what a start would use. */
  isEmbedded: boolean
  repository(): Promise<Repository>
  /** What a start would take of the variables. */
  variables(): Promise<EnvDescription>
  /** The database that a start would use, which is then known to answer. */
  database(): Promise<Database>
}

export function openMachine(root: string, sources: Sources): Machine {
  const env = sources.merged
  const dataDir = resolve(root, env.DATA_DIR || '.data')
  const isEmbedded = !env.DATABASE_URL && env.NODE_ENV !== 'production'
  const closing: (() => void | Promise<void>)[] = []
  const repository = once(() => loadRepository(root))
  const variables = once(async () => describeEnv((await repository()).apps, env))

  async function open(): Promise<Database> {
    const url = isEmbedded ? joinEmbedded() : env.DATABASE_URL
    if (!url) throw new Failure('DATABASE_URL is not set')
    // Nothing is asked that an app's role would have to log in for.
    const roleSecret = 'of nobody'.padEnd(32, '.')
    const database = createDatabase({ url, roleSecret, appUrls: await ownDatabases() })
    closing.push(() => database.close())
    await database.admin('doctor', (sql) => sql`SELECT 1`)
    return database
  }

  // An app that does not load is told of elsewhere.
  async function ownDatabases(): Promise<Record<string, string>> {
    const { variables: all } = await variables().catch(() => ({ variables: [] }))
    const own = all.filter(({ name }) => name.startsWith('DATABASE_URL_'))
    return Object.fromEntries(own.flatMap(({ app, given }) => (app && given ? [[app, given]] : [])))
  }

  function joinEmbedded(): string {
    const { url, leave } = joinDevDatabase(join(dataDir, 'postgres'))
    closing.unshift(leave)
    return url
  }

  return {
    root,
    sources,
    env,
    dataDir,
    isEmbedded,
    repository,
    variables,
    database: once(open),
    async [Symbol.asyncDispose]() {
      for (const close of closing.toReversed()) await close()
    },
  }
}

function once<T>(fn: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined
  return () => {
    result ??= fn()
    return result
  }
}
