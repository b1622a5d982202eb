import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { createTestDatabase, type TestDatabase } from '@repo/devdb/testing'
import postgres from 'postgres'
import { createDatabase, type Database } from '../database/database.ts'
import { TransactionLostError } from '../database/transaction-lost.ts'
import { migrateApp, rollbackApp } from './migrate-app.ts'
import { checksumOfText, type Migration, type MigrationFunction, type MigrationSql } from './migration.ts'

setDefaultTimeout(30_000)

const roleSecret = 'a secret of the tests, the same for all'
let test_: TestDatabase
let database: Database
let admin: postgres.Sql
beforeAll(async () => {
  test_ = await createTestDatabase()
  database = createDatabase({ url: test_.url, roleSecret })
  admin = postgres(test_.url, { max: 2, onnotice() {} })
})
afterAll(async () => {
  await Promise.all([database.close(), admin.end()])
  await test_.drop()
})

const init: Migration = { version: 1, name: 'init', up: 'CREATE TABLE one (id int PRIMARY KEY, twice int)' }
const asFile = (up: MigrationFunction, down?: MigrationFunction): Migration => ({
  version: 2,
  name: 'typed',
  up,
  ...(down && { down }),
  checksum: checksumOfText(String(up)),
})

/** Applies `up` to an app with a table. What fails leaves the app as it was, for the next. */
async function attempt(up: MigrationFunction, slug = 'attempt') {
  const migrations = [init, asFile(up)]
  const error: unknown = await migrateApp(database, { slug, migrations }).then(
    () => undefined,
    (reason) => reason,
  )
  const schema = admin(`app_${slug}`)
  const rows = await admin`SELECT id FROM ${schema}.one ORDER BY id`
  const versions = await admin`SELECT version::int FROM ${schema}.__migrations ORDER BY version`
  return { error, rows: rows.map(({ id }) => id), versions: versions.map(({ version }) => version) }
}
const nothing = { rows: [], versions: [1] }
const insert = (sql: MigrationSql, id: number) => sql`INSERT INTO one VALUES (${id})`

test('a function looks, computes and writes as the owner of the schema, and its down undoes it', async () => {
  const up: MigrationFunction = async (sql) => {
    const [who] = await sql`SELECT current_user AS role, current_schema() AS schema`
    expect(who).toMatchObject({ role: 'owner_app_typed', schema: 'app_typed' })
    for (const { id } of await sql`SELECT id FROM one ORDER BY id`) {
      await sql`UPDATE one SET ${sql({ twice: id * 2 })} WHERE id = ${id} ${sql`AND twice IS NULL`}`
    }
    await sql.savepoint((inner) => inner`CREATE TABLE two (id int)`)
    return [insert(sql, 9), sql`SELECT 1`]
  }
  const down: MigrationFunction = (sql) => sql.unsafe('DROP TABLE two; DELETE FROM one WHERE id = 9')
  const start = { ...init, up: `${init.up}; INSERT INTO one VALUES (1), (2)` }
  const migrations = [start, asFile(up, down)]
  expect(await migrateApp(database, { slug: 'typed', migrations })).toHaveLength(2)
  expect(await admin`SELECT id, twice FROM app_typed.one ORDER BY id`).toEqual([
    { id: 1, twice: 2 },
    { id: 2, twice: 4 },
    { id: 9, twice: null },
  ] as never)
  expect(await migrateApp(database, { slug: 'typed', migrations })).toEqual([])

  const edited = [start, { ...asFile(up), checksum: checksumOfText('another') }]
  const refused = migrateApp(database, { slug: 'typed', migrations: edited })
  expect(await refused.catch(String)).toContain('migration 0002_typed was edited after it was applied')
  await rollbackApp(database, { slug: 'typed', migrations }, 1)
  expect(await admin`SELECT to_regclass('app_typed.two') AS two`).toEqual([{ two: null }] as never)
})

test.each<[string, MigrationFunction]>([
  ['COMMIT', (sql) => sql`COMMIT`],
  ['COMMIT in a fragment', (sql) => sql`${sql`/* … */ commit`} AND CHAIN`],
  ['ROLLBACK', (sql) => sql.unsafe('ROLLBACK')],
  ['END behind another statement', (sql) => sql.unsafe('SELECT 1; END')],
  ['BEGIN', (sql) => sql`BEGIN`.simple()],
  ['COMMIT in a savepoint', (sql) => sql.savepoint((inner) => inner`COMMIT`)],
  ['ROLLBACK TO', (sql) => sql`ROLLBACK TO multiapp_migration`],
  ['SET ROLE', (sql) => sql`SET LOCAL ROLE NONE`],
  ['RESET ROLE', (sql) => sql`RESET ROLE`],
  ['SET SESSION AUTHORIZATION', (sql) => sql.unsafe('SET SESSION AUTHORIZATION DEFAULT')],
])('%s is not sent, and fails the migration also where it is caught', async (_, leave) => {
  const { error, ...left } = await attempt(async (sql) => {
    await insert(sql, 1)
    await Promise.resolve(leave(sql)).catch(() => {})
    await insert(sql, 2)
  })
  expect(String(error)).toMatch(/0002_typed failed: it (begins or ends a transaction|changes the role)/)
  expect(left).toEqual(nothing)
})

test('what its words do not show is found before the commit', async () => {
  const role = await attempt(async (sql) => {
    await sql`SELECT set_config('role', 'none', true)`
    await insert(sql, 1)
  })
  expect(String(role.error)).toContain('0002_typed failed: it changed the role')
  const block = await attempt(async (sql) => {
    await insert(sql, 1)
    await sql`DO $$ BEGIN COMMIT; END $$`.catch(() => {})
  })
  expect(String(block.error)).toContain('invalid transaction termination')
  for (const { error, ...left } of [role, block]) expect(left).toEqual(nothing)
})

test('one that throws midway leaves nothing, and neither does one that hides a failed query', async () => {
  const thrown = await attempt(async (sql) => {
    await insert(sql, 1)
    throw new Error('no')
  })
  expect(thrown.error).toMatchObject({
    code: 'MIGRATION_FAILED',
    message: 'app "attempt": migration 0002_typed failed: no',
  })
  const hidden = await attempt(async (sql) => {
    await insert(sql, 1)
    await insert(sql, 1).catch(() => {})
  })
  expect(String(hidden.error)).toContain('duplicate key value')
  for (const { error, ...left } of [thrown, hidden]) expect(left).toEqual(nothing)
})

test('a connection that is lost in the middle rejects at once and leaves nothing, and no later query escapes', async () => {
  const kill = async (sql: MigrationSql) => {
    const [row] = await sql`SELECT pg_backend_pid() AS pid`
    await admin`SELECT pg_terminate_backend(${row?.pid})`
  }
  const later = Promise.withResolvers<unknown>()
  const goesOn = await attempt(async (sql) => {
    await insert(sql, 1)
    await kill(sql)
    later.resolve(await insert(sql, 2).catch((error) => error))
    await insert(sql, 3)
  })
  const waits = await attempt(async (sql) => {
    await insert(sql, 1)
    await kill(sql)
    await new Promise(() => {})
  })
  for (const { error, ...left } of [goesOn, waits]) {
    expect(error).toMatchObject({ code: 'MIGRATION_FAILED', cause: { code: 'TRANSACTION_LOST' } })
    expect(left).toEqual(nothing)
  }
  expect(await later.promise).toBeInstanceOf(TransactionLostError)
})

test('queries that are not awaited are in the transaction, or fail the migration', async () => {
  const sent = await attempt((sql) => {
    insert(sql, 1).execute()
    insert(sql, 2).then(() => {})
  }, 'sent')
  expect(sent).toEqual({ error: undefined, rows: [1, 2], versions: [1, 2] })

  const failing = await attempt(async (sql) => {
    await insert(sql, 1)
    insert(sql, 1).execute()
  })
  expect(String(failing.error)).toContain('duplicate key value')
  const unsent = await attempt(async (sql) => {
    await insert(sql, 1)
    insert(sql, 2)
  })
  expect(String(unsent.error)).toContain('1 of its queries were written and never run: await each')
  for (const { error, ...left } of [failing, unsent]) expect(left).toEqual(nothing)

  let handle: MigrationSql | undefined
  const over = await attempt((sql) => {
    handle = sql
  }, 'over')
  if (!handle) throw new Error('it did not run')
  expect(await insert(handle, 1).catch(String)).toContain('the migration is over')
  expect(over).toMatchObject({ error: undefined, rows: [], versions: [1, 2] })
})

test('a function without the checksum of its file, and one outside a transaction, are refused before anything runs', async () => {
  const up: MigrationFunction = () => {
    throw new Error('it ran')
  }
  const { checksum, ...bare } = asFile(up)
  for (const [migration, reason] of [
    [bare, '0002_typed: a function needs the checksum of its file: "bun kit db generate refused" writes it'],
    [{ ...asFile(up), transaction: false }, '0002_typed: a function runs in a transaction'],
  ] as const) {
    const refuse = () => migrateApp(database, { slug: 'refused', migrations: [migration] })
    expect(refuse).toThrow(reason)
  }
})
