import { createTestDatabase } from '@repo/devdb/testing'
import postgres from 'postgres'
import { createDatabase, type Database, type DatabaseOptions } from '../src/database/database.ts'
import type { Migration } from '../src/migrations/migration.ts'

export const roleSecret = 'a secret of the tests, the same for all'

export interface OpenDatabase extends AsyncDisposable {
  database: Database
  /** The superuser's client. */
  admin: postgres.Sql
  /** The superuser's connection string. */
  url: string
  name: string
  /** Makes the schemas of apps, side by side. */
  prepare(slugs: readonly string[], migrations?: readonly Migration[]): Promise<void>
  /** Resolves once the server runs a query that contains `text`. */
  running(text: string): Promise<void>
}

/** The framework's database layer on a fresh database, with no server above it. */
export async function openDatabase(options: Partial<DatabaseOptions> = {}): Promise<OpenDatabase> {
  const { url, name, drop } = await createTestDatabase()
  const database = createDatabase({ url, roleSecret, ...options })
  const admin = postgres(url, { max: 2, onnotice() {} })
  return {
    database,
    admin,
    url,
    name,
    async prepare(slugs, migrations = []) {
      const finish = async () => {}
      await Promise.all(slugs.map((slug) => database.prepare(slug, { migrations, finish })))
    },
    async running(text) {
      const look = () => admin`SELECT 1 FROM pg_stat_activity WHERE datname = ${name} AND state = 'active'
        AND pid <> pg_backend_pid() AND position(${text} IN query) > 0`
      while ((await look()).length === 0) await Bun.sleep(5)
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([database.close(), admin.end()])
      await drop()
    },
  }
}
