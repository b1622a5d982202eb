import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { sql as fragment } from 'drizzle-orm'
import type { ISql } from 'postgres'
import { type OpenDatabase, openDatabase, roleSecret } from '../../test/open-database.ts'
import { rows, rowsMigration } from '../../test/rows.ts'
import { within } from '../../test/within.ts'
import type { AppDatabase } from './app-database.ts'
import { createDatabase } from './database.ts'
import { sqlState } from './database-error.ts'

// Processes and faults: on a busy machine they take more than Bun's 5 s.
setDefaultTimeout(30_000)

const tables = { rows }
let own: OpenDatabase
let db: AppDatabase<typeof tables>
beforeAll(async () => {
  own = await openDatabase({ maxConnectionsPerApp: 4 })
  await own.prepare(['tx'], [rowsMigration])
  db = own.database.forApp('tx', tables)
})
afterAll(() => own[Symbol.asyncDispose]())

const count = async (who: string) =>
  (await own.admin`SELECT count(*)::int AS n FROM app_tx.rows WHERE who = ${who}`)[0]?.n
const stateOf = (run: PromiseLike<unknown>) => Promise.resolve(run).then(() => 'no error', sqlState)

describe('a transaction', () => {
  test('commits what its function resolves and rolls back what it rejects', async () => {
    await db.sql.begin((sql) => sql`INSERT INTO rows VALUES (1, 'kept')`)
    const failing = db.sql.begin(async (sql) => {
      await sql`INSERT INTO rows VALUES (1, 'dropped')`
      throw new Error('no')
    })
    expect(failing).rejects.toThrow('no')
    await failing.catch(() => {})
    expect([await count('kept'), await count('dropped')]).toEqual([1, 0])
  })

  test('that swallowed the error of a query does not commit in silence', async () => {
    const swallowing = db.sql.begin(async (sql) => {
      await sql`INSERT INTO rows VALUES (1, 'swallowed')`
      await sql`SELECT 1/0`.catch(() => {})
    })
    expect(await stateOf(swallowing)).toBe('22012')
    expect(await count('swallowed')).toBe(0)
  })

  test('goes back to a savepoint and on from there', async () => {
    await db.transaction(async (tx) => {
      await tx.insert(rows).values({ id: 1, who: 'outer' })
      await tx
        .transaction(async (inner) => {
          await inner.insert(rows).values({ id: 2, who: 'inner' })
          await inner.execute(fragment`SELECT 1/0`)
        })
        .catch(() => {})
      await tx.insert(rows).values({ id: 3, who: 'outer' })
    })
    expect([await count('outer'), await count('inner')]).toEqual([2, 0])
  })

  test('has the isolation level and the access mode it asks for', async () => {
    const level = await db.transaction(async (tx) => tx.execute(fragment`SHOW transaction_isolation`), {
      isolationLevel: 'serializable',
    })
    expect(level[0]).toEqual({ transaction_isolation: 'serializable' })
    const writing = db.transaction((tx) => tx.insert(rows).values({ id: 1, who: 'x' }), {
      accessMode: 'read only',
    })
    expect(await stateOf(writing)).toBe('25006')
  })

  test('takes an array of queries, and queries that nobody awaits, in order', async () => {
    await db.sql.begin((sql) => [
      sql`INSERT INTO rows VALUES (1, 'array')`,
      sql`INSERT INTO rows VALUES (2, 'array')`,
    ])
    await db.sql.begin(async (sql) => {
      sql`INSERT INTO rows VALUES (3, 'array')`.execute()
    })
    expect(await count('array')).toBe(3)
  })

  test('that is over takes no more queries', async () => {
    let late: ISql | undefined
    await db.sql.begin(async (sql) => {
      late = sql
    })
    expect(late?.unsafe("INSERT INTO rows VALUES (1, 'late')")).rejects.toThrow('the transaction is over')
    await Bun.sleep(20)
    expect(await count('late')).toBe(0)
  })

  test('inside which the outer sql is used at a full pool ends by the deadline, not never (postgres.js #893)', async () => {
    const hasty = createDatabase({
      url: own.url,
      roleSecret,
      maxConnectionsPerApp: 4,
      acquireTimeoutSeconds: 0.6,
    })
    const { sql: outer } = hasty.forApp('tx', tables)
    const start = performance.now()
    const all = await Promise.allSettled(
      Array.from({ length: 4 }, () =>
        outer.begin(async (sql) => {
          await sql`SELECT 1`
          await outer`SELECT 1`
        }),
      ),
    )
    expect(all.some(({ status }) => status === 'rejected')).toBe(true)
    expect(performance.now() - start).toBeLessThan(3000)
    expect(await outer`SELECT 1 AS one`).toHaveLength(1)
    await hasty.close()
  })
})

test('a query that is cancelled before it runs, or while it does, gives its connection back', async () => {
  for (let round = 0; round < 20; round++) {
    const waiting = db.sql`SELECT 1`.execute()
    waiting.cancel()
    expect(await stateOf(waiting)).toBe('57014')
  }
  const running = db.sql`SELECT pg_sleep(10)`.execute()
  await own.running('pg_sleep(10)')
  running.cancel()
  expect(await within(2000, stateOf(running))).toBe('57014')
  expect(await Promise.all(Array.from({ length: 8 }, () => db.sql`SELECT 1 AS one`))).toHaveLength(8)
})

test('sql takes Dates, objects and fragments, also after Drizzle has been at the driver', async () => {
  const at = new Date('2026-01-02T03:04:05.678Z')
  const [row] =
    await db.sql`SELECT ${at}::timestamptz = '2026-01-02T03:04:05.678Z' AS time, ${db.sql.json({ a: 1 })}::jsonb AS json, ${db.sql`1 + ${1}::int`} AS sum`
  expect(row).toMatchObject({ time: true, sum: 2 })
  expect(JSON.stringify(row?.json)).toContain('"a"')
})
