import type { AnyAppBackend } from '../../app/define-app.ts'
import { createDatabase, type Database } from '../../database/database.ts'
import { readEnv } from '../../env/env.ts'
import { migrateApp } from '../../migrations/migrate-app.ts'
import { fileNameOf, type Migration } from '../../migrations/migration.ts'
import { servedApps } from '../served-apps.ts'
import type { Command } from './command.ts'

// As many as a start prepares at once.
const sideBySide = 4

export const migrate: Command = {
  summary: "makes the apps' roles and schemas and applies what is pending, as the admin of DATABASE_URL",
  async run(options) {
    const slugs = options.apps.map(({ slug }) => slug)
    const env = readEnv(slugs, process.env, { needsKeys: false })
    const apps = servedApps(options.apps, env, env.mode ?? options.mode)
    const database = createDatabase({
      url: env.databaseUrl,
      roleSecret: env.databaseRoleSecret,
      rolePrefix: env.databaseRolePrefix,
      appUrls: env.databaseUrls,
    })
    try {
      const failures = await migrateAll(database, apps)
      console.log(`${apps.length - failures} of ${apps.length} apps are up to date`)
      if (failures > 0 && new URL(env.databaseUrl).username === '')
        console.error("DATABASE_URL names no user: migrate needs the admin's, where a server does not")
      return failures === 0 ? 0 : 1
    } finally {
      await database.close()
    }
  },
}

// One that fails does not keep the others back: each has a schema of its own. Resolves to how many failed.
async function migrateAll(database: Database, apps: readonly AnyAppBackend[]): Promise<number> {
  const waiting = [...apps]
  let failures = 0
  const work = async () => {
    for (let app = waiting.shift(); app; app = waiting.shift()) {
      if (!(await migrateOne(database, app))) failures += 1
    }
  }
  await Promise.all(Array.from({ length: sideBySide }, work))
  return failures
}

async function migrateOne(database: Database, app: AnyAppBackend): Promise<boolean> {
  const applied: Migration[] = []
  let failure: unknown
  try {
    await migrateApp(database, app, { onApplied: (migration) => applied.push(migration) })
  } catch (error) {
    failure = error
  }
  if (applied.length > 0) console.log(`${app.slug}: applied ${applied.map(fileNameOf).join(', ')}`)
  else if (!failure) console.log(`${app.slug}: up to date`)
  if (failure) console.error(nameApp(app.slug, failure))
  return !failure
}

function nameApp(slug: string, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return message.startsWith('app "') ? message : `app "${slug}": ${message}`
}
