import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createTestDatabase, type TestDatabase } from '@repo/devdb/testing'
import postgres from 'postgres'
import { createDatabase, type Database } from './database.ts'
import { sqlState } from './database-error.ts'
import { isolationContract, isolationMigration } from './isolation-contract.ts'
import { passwordOf } from './roles.ts'

const roleSecret = 'a secret of the tests, the same for all'
let test_: TestDatabase
let database: Database
beforeAll(async () => {
  test_ = await createTestDatabase()
  database = createDatabase({ url: test_.url, roleSecret })
  for (const slug of ['mine', 'theirs']) {
    await database.prepare(slug, { migrations: [isolationMigration], finish: async () => {} })
  }
})
afterAll(async () => {
  await database.close()
  await test_.drop()
})

const mine = () => database.forApp('mine', {}).sql
const stateOf = (query: PromiseLike<unknown>) => Promise.resolve(query).then(() => 'no error', sqlState)

isolationContract('PostgreSQL 18', {
  test,
  slugs: ['mine', 'theirs'],
  open: async () => ({ mine: database.forApp('mine', {}), theirs: database.forApp('theirs', {}) }),
})

describe("an app's role", () => {
  test('is in its schema with no SET, reads and writes its rows', async () => {
    const sql = mine()
    const [where] =
      await sql`SELECT current_user, current_schema() AS schema, current_setting('search_path') AS path`
    expect(where).toEqual({ current_user: 'app_mine', schema: 'app_mine', path: 'app_mine, extensions' })
    await sql`INSERT INTO things (word) VALUES ('new')`
    expect(await sql`SELECT word FROM things ORDER BY id`).toEqual([
      { word: 'own' },
      { word: 'new' },
    ] as never)
    await sql`DELETE FROM things WHERE word = 'new'`
  })

  test("cannot be logged into with another app's password, nor its owner with any", async () => {
    for (const [role, of] of [
      ['app_theirs', 'app_mine'],
      ['owner_app_mine', 'app_mine'],
      ['owner_app_mine', 'owner_app_mine'],
    ] as const) {
      const sql = postgres(test_.url, { username: role, password: passwordOf(of, roleSecret), max: 1 })
      expect(await stateOf(sql`SELECT 1`)).toBe('28P01')
      await sql.end()
    }
  })

  test('has its password as a SCRAM verifier', async () => {
    const admin = postgres(test_.url, { max: 1, onnotice() {} })
    const [row] = await admin`SELECT rolpassword FROM pg_authid WHERE rolname = 'app_mine'`
    expect(row?.rolpassword).toMatch(/^SCRAM-SHA-256\$4096:/)
    await admin.end()
  })
})

test('preparing an app anew takes back what its role has changed of itself', async () => {
  await mine().unsafe("ALTER ROLE app_mine PASSWORD 'guessable'")
  await mine().unsafe(`ALTER ROLE app_mine IN DATABASE ${test_.name} SET search_path = app_theirs`)
  await database.prepare('mine', { migrations: [isolationMigration], finish: async () => {} })
  const fresh = createDatabase({ url: test_.url, roleSecret })
  const [row] = await fresh.forApp('mine', {}).sql`SELECT current_schema() AS schema`
  expect(row?.schema).toBe('app_mine')
  await fresh.close()
})

test('an admin that is no superuser prepares apps with CREATEROLE and CREATE on the database', async () => {
  await using own = await createTestDatabase()
  const name = `admin_${own.name}`
  const superuser = postgres(own.url, { max: 1, onnotice() {} })
  await superuser.unsafe(
    `CREATE ROLE ${name} LOGIN CREATEROLE PASSWORD 'of the test'; GRANT CREATE ON DATABASE ${own.name} TO ${name}`,
  )
  const url = Object.assign(new URL(own.url), { username: name, password: 'of the test' }).href
  const limited = createDatabase({ url, roleSecret })
  const slug = `limited-${own.name.slice(-12)}`
  await limited.prepare(slug, { migrations: [isolationMigration], finish: async () => {} })
  await limited.prepare(slug, { migrations: [isolationMigration], finish: async () => {} })
  const { sql, schema } = limited.forApp(slug, {})
  expect(await sql`SELECT word FROM things`).toHaveLength(1)
  await limited.close()
  await superuser.unsafe(`DROP SCHEMA ${schema} CASCADE; DROP SCHEMA extensions CASCADE`)
  await superuser.unsafe(
    `DROP OWNED BY ${schema}, owner_${schema}, ${name}; DROP ROLE ${schema}, owner_${schema}, ${name}`,
  )
  await superuser.end()
})

test('a database that cannot be reached is DATABASE_UNAVAILABLE, within seconds', async () => {
  const away = createDatabase({ url: 'postgres://nobody:secret@127.0.0.1:1/none', roleSecret })
  const failure = await away.ping().catch((error) => error)
  expect(failure).toMatchObject({ code: 'DATABASE_UNAVAILABLE', status: 503 })
  expect(String(failure)).not.toContain('secret')
  await away.close()
})
