import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { createTestDatabase, type TestDatabase } from '@repo/devdb/testing'
import postgres from 'postgres'
import { createDatabase, type Database } from '../database/database.ts'
import { drizzleMigrations } from './drizzle-source.ts'
import type { Migration } from './migration.ts'

// Processes and faults: on a busy machine they take more than Bun's 5 s.
setDefaultTimeout(30_000)

let test_: TestDatabase
let database: Database
let admin: postgres.Sql
beforeAll(async () => {
  test_ = await createTestDatabase()
  database = createDatabase({ url: test_.url, roleSecret: 'a secret of the tests, the same for all' })
  admin = postgres(test_.url, { max: 2, onnotice() {} })
})
afterAll(async () => {
  await Promise.all([database.close(), admin.end()])
  await test_.drop()
})

const apply = (slug: string, migrations: Migration[]) =>
  database.prepare(slug, { migrations, finish: async () => {} })
const one: Migration = { version: 1, name: 'one', up: 'CREATE TABLE one (id int)' }
const two: Migration = { version: 2, name: 'two', up: 'CREATE TABLE two (id int)' }
const broken: Migration = {
  version: 3,
  name: 'broken',
  up: 'CREATE TABLE three (id int);\n--> statement-breakpoint\nSELECT 1/0',
}

describe('migrations', () => {
  test('apply once, in order, and only what is new the next time', async () => {
    expect(await apply('steps', [one])).toEqual([one])
    expect(await apply('steps', [one, two])).toEqual([two])
    expect(await apply('steps', [one, two])).toEqual([])
    const ledger =
      await admin`SELECT version::int, name, duration_ms >= 0 AS timed FROM app_steps.__migrations ORDER BY 1`
    expect(ledger).toEqual([
      { version: 1, name: 'one', timed: true },
      { version: 2, name: 'two', timed: true },
    ] as never)
  })

  test('that fail leave nothing of themselves and keep those before them', async () => {
    await apply('partial', [one])
    expect(apply('partial', [one, two, broken])).rejects.toMatchObject({
      code: 'MIGRATION_FAILED',
      message: 'app "partial": migration 0003_broken failed: division by zero',
    })
    await apply('partial', [one, two, broken]).catch(() => {})
    const tables = await admin`SELECT tablename FROM pg_tables WHERE schemaname = 'app_partial' ORDER BY 1`
    expect(tables.map(({ tablename }) => tablename)).toEqual(['__migrations', 'one', 'two'])
    await apply('partial', [one, two, { ...broken, up: 'CREATE TABLE three (id int)' }])
  })

  test('that were edited, came late, or went missing are refused by name', async () => {
    await apply(
      'strict',
      [one, broken].map((migration) => ({ ...migration, up: 'SELECT 1' })),
    )
    const asApplied = { up: 'SELECT 1' }
    const three = { ...broken, ...asApplied }
    expect(apply('strict', [one, three])).rejects.toThrow('0001_one was edited after it was applied')
    expect(apply('strict', [{ ...one, ...asApplied }, two, three])).rejects.toThrow(
      '0002_two comes before one that is applied: give it a version above 3',
    )
    expect(apply('strict', [{ ...one, ...asApplied }])).rejects.toThrow(
      '0003_broken was applied and is missing from the code',
    )
  })

  test('with other line ends are not edited', async () => {
    const lines: Migration = { ...one, up: 'SELECT 1;\nSELECT 2' }
    await apply('endings', [lines])
    expect(await apply('endings', [{ ...lines, up: 'SELECT 1;\r\nSELECT 2' }])).toEqual([])
  })

  test('outside a transaction run what PostgreSQL refuses inside one', async () => {
    const index: Migration = {
      version: 2,
      name: 'index',
      up: 'CREATE INDEX CONCURRENTLY one_id ON one (id)',
      transaction: false,
    }
    await apply('outside', [one, index])
    expect(
      await admin`SELECT 1 FROM pg_indexes WHERE schemaname = 'app_outside' AND indexname = 'one_id'`,
    ).toHaveLength(1)
    const [row] = await admin`SELECT dirty FROM app_outside.__migrations WHERE version = 2`
    expect(row?.dirty).toBe(false)
  })

  test('that stop half-way outside a transaction are dirty, and nothing runs until a person has looked', async () => {
    await apply('dirty', [one])
    const half: Migration = { ...broken, version: 2, transaction: false }
    await apply('dirty', [one, half]).catch(() => {})
    expect(apply('dirty', [one, half])).rejects.toThrow(
      '0002_broken stopped half-way outside a transaction: finish or undo it by hand',
    )
  })

  test('of a connection that dies in the middle leave nothing', async () => {
    await apply('killed', [one])
    const slow: Migration = {
      ...two,
      up: 'CREATE TABLE two (id int);\n--> statement-breakpoint\nSELECT pg_sleep(30)',
    }
    const migrating = apply('killed', [one, slow]).catch((error) => error)
    let killed = 0
    while (killed === 0) {
      const [row] = await admin`
        SELECT count(pg_terminate_backend(pid))::int AS killed FROM pg_stat_activity
        WHERE application_name = 'multiapp migrate killed' AND query LIKE '%pg_sleep%'`
      killed = row?.killed ?? 0
    }
    expect(await migrating).toMatchObject({ code: 'MIGRATION_FAILED' })
    expect(
      await admin`SELECT 1 FROM pg_tables WHERE schemaname = 'app_killed' AND tablename = 'two'`,
    ).toHaveLength(0)
    expect(await apply('killed', [one, two])).toEqual([two])
  })

  test('of one app wait for each other, of two apps do not', async () => {
    const slow: Migration = {
      version: 1,
      name: 'slow',
      up: 'CREATE TABLE one (id int);\n--> statement-breakpoint\nSELECT pg_sleep(0.5)',
    }
    const first = apply('waits', [slow])
    const other = apply('does-not-wait', [one])
    const same = apply('waits', [slow])
    expect(await Promise.race([first.then(() => 'slow'), other.then(() => 'other')])).toBe('other')
    expect((await Promise.all([first, same])).map(({ length }) => length).sort()).toEqual([0, 1])
  })
})

test('SQL files of drizzle-kit become migrations by their names', () => {
  const migrations = drizzleMigrations({ '0001_more': '-- no-transaction\nVACUUM', '0000_init': 'SELECT 1' })
  expect(migrations.map(({ version, name, transaction }) => ({ version, name, transaction }))).toEqual([
    { version: 0, name: 'init', transaction: true },
    { version: 1, name: 'more', transaction: false },
  ])
  expect(() => drizzleMigrations({ init: 'SELECT 1' })).toThrow(
    'a migration is named <number>_<name>, got "init"',
  )
})
