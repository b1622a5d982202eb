import { expect, test } from 'bun:test'
import { createTestDatabase } from '@repo/devdb/testing'
import { integer, pgTable, uuid } from 'drizzle-orm/pg-core'
import postgres from 'postgres'
import { createDatabase } from '../src/database/database.ts'
import { TransactionLostError } from '../src/database/transaction-lost.ts'
import { createRandom } from './random.ts'

const kills = 1000
const seed = Number(process.env.SOAK_SEED ?? 20261122)
const hangMs = 10_000
const rows = pgTable('rows', {
  tx: integer().notNull(),
  step: integer().notNull(),
  tenantId: uuid('tenant_id'),
})
const init = {
  version: 0,
  name: 'init',
  up: 'CREATE TABLE rows (tx int NOT NULL, step int NOT NULL, tenant_id uuid)',
}
const lateStep = 99

type Outcome = 'committed' | 'rolled-back' | 'unknown' | 'failed' | 'hung'

test(`${kills} kills, seed ${seed}: no partial transaction, no row after a loss before COMMIT, no hung promise`, async () => {
  await using own = await createTestDatabase()
  const database = createDatabase({
    url: own.url,
    roleSecret: 'a secret of the tests, the same for all',
    maxConnectionsPerApp: 8,
  })
  await database.prepare('soak', { migrations: [init], finish: async () => {} })
  const db = database.forApp('soak', { rows })
  const admin = postgres(own.url, { max: 2, onnotice() {} })
  const random = createRandom(seed)
  const outcomes = new Map<number, { outcome: Outcome; steps: number }>()
  const uncaught: unknown[] = []
  const note = (error: unknown) => uncaught.push(error)
  process.on('uncaughtException', note)
  process.on('unhandledRejection', note)
  const tenantId = crypto.randomUUID()
  const late: Promise<unknown>[] = []
  let killed = 0
  let tx = 0

  // One of the five ways to run a transaction, with some queries that nobody awaits before the end.
  function attempt(id: number, steps: number): Promise<unknown> {
    const values = (step: number) => ({ tx: id, step, tenantId: null })
    const pause = () => (random() < 0.3 ? Bun.sleep(random() * 4) : undefined)
    const raw = async (sql: postgres.ISql) => {
      const pending: PromiseLike<unknown>[] = []
      for (let step = 0; step < steps; step++) {
        const query = sql`INSERT INTO rows (tx, step) VALUES (${id}, ${step})`
        if (random() < 0.3) pending.push(query.execute())
        else await query
        await pause()
      }
      await Promise.all(pending)
    }
    const remember = (sql: postgres.ISql) => {
      if (random() < 0.5)
        late.push(
          Bun.sleep(random() * 50).then(() =>
            sql`INSERT INTO rows (tx, step) VALUES (${id}, ${lateStep})`.catch(() => {}),
          ),
        )
    }
    switch (id % 5) {
      case 0:
        return db.sql.begin(async (sql) => {
          remember(sql)
          await raw(sql)
        })
      case 1:
        return db.transaction(async (inner) => {
          for (let step = 0; step < steps; step++) {
            await inner.insert(rows).values(values(step))
            await pause()
          }
        })
      case 2:
        return db.sql.begin(async (sql) => {
          remember(sql)
          await sql.savepoint(async (inner) => raw(inner))
        })
      case 3:
        return (async () => {
          await using open = await db.begin()
          await raw(open.sql as unknown as postgres.ISql) // the part of it that runs queries
          await open.commit()
        })()
      default:
        return db.asTenant({ tenantId }, async (inner) => raw(inner.sql as unknown as postgres.ISql)) // likewise
    }
  }

  async function worker(): Promise<void> {
    while (killed < kills) {
      const id = tx++
      const steps = 1 + Math.floor(random() * 5)
      const outcome = await Promise.race<Outcome>([
        attempt(id, steps).then(
          () => 'committed',
          (error) => {
            for (let at = error; at instanceof Error; at = at.cause)
              if (at instanceof TransactionLostError) return at.outcome
            return 'failed'
          },
        ),
        Bun.sleep(hangMs).then(() => 'hung'),
      ])
      outcomes.set(id, { outcome, steps })
    }
  }

  async function killer(): Promise<void> {
    while (killed < kills) {
      const found = await admin`SELECT pg_terminate_backend(pid) AS done FROM pg_stat_activity
        WHERE usename = 'app_soak' AND datname = ${own.name} ORDER BY random() LIMIT 1`
      killed += found.length
      await Bun.sleep(random() * 6)
    }
  }

  await Promise.all([killer(), ...Array.from({ length: 12 }, worker)])
  await Promise.race([Promise.all(late), Bun.sleep(hangMs)])
  const counts = new Map<number, number>()
  for (const row of await admin`SELECT tx, count(*)::int AS n FROM app_soak.rows WHERE step <> ${lateStep} GROUP BY tx`)
    counts.set(row.tx, row.n)
  // A late query may still have met its transaction open; after a loss there is none to be in.
  const lateRows = (await admin`SELECT DISTINCT tx FROM app_soak.rows WHERE step = ${lateStep}`).filter(
    ({ tx }) => outcomes.get(tx)?.outcome !== 'committed',
  )

  const tally: Record<string, number> = {}
  const wrong: string[] = []
  for (const [id, { outcome, steps }] of outcomes) {
    tally[outcome] = (tally[outcome] ?? 0) + 1
    const found = counts.get(id) ?? 0
    const allowed = { committed: [steps], 'rolled-back': [0], failed: [0], unknown: [0, steps], hung: [] }[
      outcome
    ] as number[] // every outcome is there
    if (!allowed.includes(found)) wrong.push(`${outcome} transaction ${id} has ${found} of ${steps} rows`)
  }
  console.log(`${outcomes.size} transactions, ${killed} kills: ${JSON.stringify(tally)}`)
  const alive = await Promise.all(Array.from({ length: 16 }, () => db.sql`SELECT 1 AS one`))
  process.off('uncaughtException', note)
  process.off('unhandledRejection', note)
  await database.close()
  await admin.end()
  expect(wrong).toEqual([])
  expect(lateRows).toEqual([])
  expect(tally.hung).toBeUndefined()
  expect(uncaught).toEqual([])
  expect(alive).toHaveLength(16)
}, 180_000)
