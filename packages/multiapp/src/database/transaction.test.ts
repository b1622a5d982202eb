import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { createTestDatabase, type TestDatabase } from '@repo/devdb/testing'
import { sql as fragment } from 'drizzle-orm'
import { integer, pgTable, text } from 'drizzle-orm/pg-core'
import postgres from 'postgres'
import type { AppDatabase } from './app-database.ts'
import { createDatabase, type Database } from './database.ts'
import { sqlState } from './database-error.ts'
import type { TransactionLostError } from './transaction-lost.ts'

// Processes and faults: on a busy machine they take more than Bun's 5 s.
setDefaultTimeout(30_000)

const rows = pgTable('rows', { id: integer().notNull(), who: text().notNull() })
const tables = { rows }
const init = { version: 0, name: 'init', up: 'CREATE TABLE rows (id int NOT NULL, who text NOT NULL)' }

let test_: TestDatabase
let database: Database
let admin: postgres.Sql
let db: AppDatabase<typeof tables>
beforeAll(async () => {
  test_ = await createTestDatabase()
  database = createDatabase({
    url: test_.url,
    roleSecret: 'a secret of the tests, the same for all',
    maxConnectionsPerApp: 4,
  })
  admin = postgres(test_.url, { max: 2, onnotice() {} })
  await database.prepare('tx', { migrations: [init], finish: async () => {} })
  db = database.forApp('tx', tables)
})
afterAll(async () => {
  await database.close()
  await admin.end()
  await test_.drop()
})

type Client = postgres.ISql
const count = async (who: string) =>
  (await admin`SELECT count(*)::int AS n FROM app_tx.rows WHERE who = ${who}`)[0]?.n
const kill = (pid: number) => admin`SELECT pg_terminate_backend(${pid})`
const pidOf = async (sql: Client) => ((await sql`SELECT pg_backend_pid() AS pid`)[0] as { pid: number }).pid
const stateOf = (run: PromiseLike<unknown>) => Promise.resolve(run).then(() => 'no error', sqlState)
const within = <T>(ms: number, run: Promise<T>) =>
  Promise.race([
    run,
    Bun.sleep(ms).then(() => {
      throw new Error(`not settled within ${ms} ms`)
    }),
  ])

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
    let late: Client | undefined
    await db.sql.begin(async (sql) => {
      late = sql
    })
    expect(late?.unsafe("INSERT INTO rows VALUES (1, 'late')")).rejects.toThrow('the transaction is over')
    await Bun.sleep(20)
    expect(await count('late')).toBe(0)
  })

  test('inside which the outer sql is used at a full pool ends by the deadline, not never (postgres.js #893)', async () => {
    const start = performance.now()
    const all = await Promise.allSettled(
      Array.from({ length: 4 }, () =>
        db.sql.begin(async (sql) => {
          await sql`SELECT 1`
          await db.sql`SELECT 1`
        }),
      ),
    )
    expect(all.some(({ status }) => status === 'rejected')).toBe(true)
    expect(performance.now() - start).toBeLessThan(6000)
    expect(await db.sql`SELECT 1 AS one`).toHaveLength(1)
  })
})

describe('a connection that is killed', () => {
  const steps: [string, (sql: Client, who: string) => Promise<unknown>][] = [
    [
      'after the first query',
      async (sql, who) => {
        await sql`INSERT INTO rows VALUES (1, ${who})`
        await kill(await pidOf(sql))
        await sql`INSERT INTO rows VALUES (2, ${who})`
      },
    ],
    [
      'while a query runs',
      async (sql, who) => {
        await sql`INSERT INTO rows VALUES (1, ${who})`
        const pid = await pidOf(sql)
        const sleeping = sql`SELECT pg_sleep(10)`.execute()
        await Bun.sleep(20)
        await kill(pid)
        await sleeping
      },
    ],
    [
      'with queries waiting behind the one that runs, awaited by nobody',
      async (sql, who) => {
        const pid = await pidOf(sql)
        for (let id = 0; id < 20; id++)
          sql`INSERT INTO rows SELECT ${id}::int, ${who}::text FROM pg_sleep(0.005)`.execute().catch(() => {})
        await kill(pid)
        await Bun.sleep(50)
      },
    ],
    [
      'before the first query',
      async (sql, who) => {
        await kill(await pidOf(sql))
        await Bun.sleep(20)
        await sql`INSERT INTO rows VALUES (1, ${who})`
      },
    ],
  ]

  describe.each(['idle', 'saturated'])('with an %s pool', (load) => {
    test.each(steps)(
      '%s: everything rejects with TRANSACTION_LOST within a second, and no row is there',
      async (step, run) => {
        const who = `${load} ${step}`
        let handle: Client | undefined
        const others =
          load === 'saturated'
            ? Array.from({ length: 40 }, () => db.sql`SELECT pg_sleep(0.01)`.execute())
            : []
        const lost = await within(
          3000,
          db.sql
            .begin(async (sql) => {
              handle = sql
              await run(sql, who)
            })
            .then(
              () => 'committed',
              (error: TransactionLostError) => error,
            ),
        )
        expect(lost).toMatchObject({ code: 'TRANSACTION_LOST', outcome: 'rolled-back' })
        const late = handle ? within(1000, stateOf(handle`INSERT INTO rows VALUES (9, ${who})`)) : undefined
        expect(await late).toBe('TRANSACTION_LOST')
        await within(5000, Promise.allSettled(others))
        expect(await count(who)).toBe(0)
        const alive = await Promise.all(Array.from({ length: 8 }, () => db.sql`SELECT 1 AS one`))
        expect(alive).toHaveLength(8)
      },
    )
  })

  test('rejects through Drizzle too, and a later call on its handle runs nowhere (postgres.js #1155)', async () => {
    let late: unknown
    const lost = await db
      .transaction(async (tx) => {
        late = tx
        await tx.insert(rows).values({ id: 1, who: 'drizzle' })
        const [row] = await tx.execute<{ pid: number }>(fragment`SELECT pg_backend_pid() AS pid`)
        await kill(row?.pid ?? 0)
        await tx.insert(rows).values({ id: 2, who: 'drizzle' })
      })
      .catch((error) => error)
    expect(lost).toMatchObject({ code: 'TRANSACTION_LOST', outcome: 'rolled-back' })
    const handle = late as typeof db
    expect(await stateOf(handle.insert(rows).values({ id: 3, who: 'drizzle' }))).toBe('TRANSACTION_LOST')
    expect(await count('drizzle')).toBe(0)
  })

  test('inside a savepoint loses the whole transaction', async () => {
    const lost = db.sql.begin(async (sql) => {
      await sql`INSERT INTO rows VALUES (1, 'savepoint')`
      await sql
        .savepoint(async (inner) => {
          await inner`INSERT INTO rows VALUES (2, 'savepoint')`
          await kill(await pidOf(inner))
          await inner`SELECT 1`
        })
        .catch(() => {})
    })
    expect(await stateOf(lost)).toBe('TRANSACTION_LOST')
    expect(await count('savepoint')).toBe(0)
  })

  test('outside a transaction fails one query, as unavailable', async () => {
    const pid = await pidOf(db.sql)
    const sleeping = Array.from({ length: 4 }, () => stateOf(db.sql`SELECT pg_sleep(0.3)`))
    await Bun.sleep(50)
    await kill(pid)
    const states = await Promise.all(sleeping)
    expect(
      states.filter((state) => state !== 'no error').every((state) => state === 'DATABASE_UNAVAILABLE'),
    ).toBe(true)
    expect(states.filter((state) => state !== 'no error').length).toBeLessThanOrEqual(1)
    expect(await db.sql`SELECT 1 AS one`).toHaveLength(1)
  })
})

test('a query that is cancelled before it runs, or while it does, gives its connection back', async () => {
  for (let round = 0; round < 20; round++) {
    const waiting = db.sql`SELECT 1`.execute()
    waiting.cancel()
    expect(await stateOf(waiting)).toBe('57014')
  }
  const running = db.sql`SELECT pg_sleep(10)`.execute()
  await Bun.sleep(50)
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
