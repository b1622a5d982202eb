import { createTestDatabase } from '@repo/devdb/testing'
import postgres from 'postgres'
import { createDatabase, type Database, type DatabaseOptions } from '../src/database/database.ts'
import { roleSecret } from './open-database.ts'

export interface OwnDatabase extends AsyncDisposable {
  /** Of a role that is no superuser and may make schemas: what is dedicated to an app. */
  url: string
  role: string
  /** The database's. */
  name: string
  password: string
  /** Of a superuser of the same database. */
  superuserUrl: string
  /** The superuser's client. */
  admin: postgres.Sql
  /** The framework's database layer, in which these apps have a database of their own. */
  open(appUrls: Record<string, string>, options?: Partial<DatabaseOptions>): Database
}

/** Two fresh databases: one that apps share, and one to be an app's own. */
export async function createOwnDatabase(): Promise<OwnDatabase> {
  const [shared, own] = await Promise.all([createTestDatabase(), createTestDatabase()])
  const role = `own_${crypto.randomUUID().slice(0, 8)}`
  const password = 'hunter2/@'
  const admin = postgres(own.url, { max: 1, onnotice() {} })
  const grant = `GRANT CREATE ON DATABASE ${own.name} TO ${role}`
  await admin.unsafe(`CREATE ROLE ${role} LOGIN PASSWORD '${password}'; ${grant}`)
  const opened: Database[] = []
  return {
    url: own.url.replace(/\/\/[^@]*@/, `//${role}:${encodeURIComponent(password)}@`),
    role,
    name: own.name,
    password,
    superuserUrl: own.url,
    admin,
    open(appUrls, options = {}) {
      const database = createDatabase({ url: shared.url, roleSecret, appUrls, ...options })
      opened.push(database)
      return database
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(opened.map((database) => database.close()))
      await admin.unsafe(`DROP OWNED BY ${role} CASCADE; DROP ROLE ${role}`)
      await admin.end()
      await Promise.all([shared.drop(), own.drop()])
    },
  }
}
