import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { sql as fragment } from 'drizzle-orm'
import type { ISql as Client } from 'postgres'
import { type OpenDatabase, openDatabase } from '../../test/open-database.ts'
import { rows, rowsMigration } from '../../test/rows.ts'
import { within } from '../../test/within.ts'
import type { AppDatabase } from './app-database.ts'
import { sqlState } from './database-error.ts'
import type { TransactionLostError } from './transaction-lost.ts'

// Processes and faults: on a busy machine they take more than Bun's 5 s.
setDefaultTimeout(30_000)

const tables = { rows }
let own: OpenDatabase
let db: AppDatabase<typeof tables>
beforeAll(async () => {
  own = await openDatabase({ maxConnectionsPerApp: 4 })
  await own.prepare(['lost'], [rowsMigration])
  db = own.database.forApp('lost', tables)
})
afterAll(() => own[Symbol.asyncDispose]())

const count = async (who: string) =>
  (await own.admin`SELECT count(*)::int AS n FROM app_lost.rows WHERE who = ${who}`)[0]?.n
const kill = (pid: number) => own.admin`SELECT pg_terminate_backend(${pid})`
const pidOf = async (sql: Client) => ((await sql`SELECT pg_backend_pid() AS pid`)[0] as { pid: number }).pid
const stateOf = (run: PromiseLike<unknown>) => Promise.resolve(run).then(() => 'no error', sqlState)

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
