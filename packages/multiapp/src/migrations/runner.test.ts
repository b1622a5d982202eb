import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { type OpenDatabase, openDatabase } from '../../test/open-database.ts'
import { drizzleMigrations } from './drizzle-source.ts'
import type { Migration } from './migration.ts'

// Processes and faults: on a busy machine they take more than Bun's 5 s.
setDefaultTimeout(30_000)

let own: OpenDatabase
beforeAll(async () => {
  own = await openDatabase()
})
afterAll(() => own[Symbol.asyncDispose]())

const apply = (slug: string, migrations: Migration[]) =>
  own.database.prepare(slug, { migrations, finish: async () => {} })
const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  )
const one: Migration = { version: 1, name: 'one', up: 'CREATE TABLE one (id int)' }
const two: Migration = { version: 2, name: 'two', up: 'CREATE TABLE two (id int)' }
const broken: Migration = {
  version: 3,
  name: 'broken',
  up: 'CREATE TABLE three (id int);\n--> statement-breakpoint\nSELECT 1/0',
}

describe('migrations', () => {
  test.concurrent('apply once, in order, and only what is new the next time', async () => {
    expect(await apply('steps', [one])).toEqual([one])
    expect(await apply('steps', [one, two])).toEqual([two])
    expect(await apply('steps', [one, two])).toEqual([])
    const ledger =
      await own.admin`SELECT version::int, name, duration_ms >= 0 AS timed FROM app_steps.__migrations ORDER BY 1`
    expect(ledger).toEqual([
      { version: 1, name: 'one', timed: true },
      { version: 2, name: 'two', timed: true },
    ] as never)
  })

  test.concurrent('that fail leave nothing of themselves and keep those before them', async () => {
    await apply('partial', [one])
    expect(await failureOf(apply('partial', [one, two, broken]))).toMatchObject({
      code: 'MIGRATION_FAILED',
      message: 'app "partial": migration 0003_broken failed: division by zero',
    })
    const tables = await own.admin`SELECT tablename FROM pg_tables
      WHERE schemaname = 'app_partial' AND tablename NOT LIKE '\\_\\_%' ORDER BY 1`
    expect(tables.map(({ tablename }) => tablename)).toEqual(['one', 'two'])
    await apply('partial', [one, two, { ...broken, up: 'CREATE TABLE three (id int)' }])
  })

  test.concurrent('that were edited, came late, or went missing are refused by name', async () => {
    await apply(
      'strict',
      [one, broken].map((migration) => ({ ...migration, up: 'SELECT 1' })),
    )
    const asApplied = { up: 'SELECT 1' }
    const three = { ...broken, ...asApplied }
    const refusal = (migrations: Migration[]) => apply('strict', migrations).then(() => 'none', String)
    expect(await refusal([one, three])).toContain('0001_one was edited after it was applied')
    expect(await refusal([{ ...one, ...asApplied }, two, three])).toContain(
      '0002_two comes before one that is applied: give it a version above 3',
    )
    expect(await refusal([{ ...one, ...asApplied }])).toContain(
      '0003_broken was applied and is missing from the code',
    )
  })

  test.concurrent('with other line ends are not edited', async () => {
    const lines: Migration = { ...one, up: 'SELECT 1;\nSELECT 2' }
    await apply('endings', [lines])
    expect(await apply('endings', [{ ...lines, up: 'SELECT 1;\r\nSELECT 2' }])).toEqual([])
  })

  test.concurrent('outside a transaction run what PostgreSQL refuses inside one', async () => {
    const index: Migration = {
      version: 2,
      name: 'index',
      up: 'CREATE INDEX CONCURRENTLY one_id ON one (id)',
      transaction: false,
    }
    await apply('outside', [one, index])
    expect(
      await own.admin`SELECT 1 FROM pg_indexes WHERE schemaname = 'app_outside' AND indexname = 'one_id'`,
    ).toHaveLength(1)
    const [row] = await own.admin`SELECT dirty FROM app_outside.__migrations WHERE version = 2`
    expect(row?.dirty).toBe(false)
  })

  test.concurrent('that stop half-way outside a transaction are dirty, and nothing runs until a person has looked', async () => {
    await apply('dirty', [one])
    const half: Migration = { ...broken, version: 2, transaction: false }
    await apply('dirty', [one, half]).catch(() => {})
    expect(String(await failureOf(apply('dirty', [one, half])))).toContain(
      '0002_broken stopped half-way outside a transaction: finish or undo it by hand',
    )
  })

  test.concurrent('of a connection that dies in the middle leave nothing', async () => {
    await apply('killed', [one])
    const slow: Migration = {
      ...two,
      up: 'CREATE TABLE two (id int);\n--> statement-breakpoint\nSELECT pg_sleep(30)',
    }
    const migrating = failureOf(apply('killed', [one, slow]))
    let killed = 0
    while (killed === 0) {
      const [row] = await own.admin`
        SELECT count(pg_terminate_backend(pid))::int AS killed FROM pg_stat_activity
        WHERE application_name = 'multiapp migrate killed' AND query LIKE '%pg_sleep%'`
      killed = row?.killed ?? 0
    }
    expect(await migrating).toMatchObject({ code: 'MIGRATION_FAILED' })
    expect(
      await own.admin`SELECT 1 FROM pg_tables WHERE schemaname = 'app_killed' AND tablename = 'two'`,
    ).toHaveLength(0)
    expect(await apply('killed', [one, two])).toEqual([two])
  })

  test.concurrent('of one app wait for each other, of two apps do not', async () => {
    const gate = await own.admin.reserve()
    await gate`SELECT pg_advisory_lock(1)`
    const slow: Migration = {
      version: 1,
      name: 'slow',
      up: 'CREATE TABLE one (id int);\n--> statement-breakpoint\nSELECT pg_advisory_xact_lock(1)',
    }
    const first = apply('waits', [slow])
    const waiting = () =>
      gate`SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = 1 AND NOT granted`
    while ((await waiting()).length === 0) await Bun.sleep(5)
    const other = apply('does-not-wait', [one])
    const same = apply('waits', [slow])
    const firsts = [first, same].map((promise) => promise.then(() => 'slow'))
    expect(await Promise.race([...firsts, other.then(() => 'other')])).toBe('other')
    await gate`SELECT pg_advisory_unlock(1)`
    gate.release()
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
