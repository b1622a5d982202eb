import { describe, expect, setDefaultTimeout, test } from 'bun:test'
import { createTestDatabase } from '@repo/devdb/testing'
import postgres from 'postgres'
import { createDatabase } from './database.ts'
import { sqlState } from './database-error.ts'

// Processes and faults: on a busy machine they take more than Bun's 5 s.
setDefaultTimeout(30_000)

const roleSecret = 'a secret of the tests, the same for all'
const prepare = { migrations: [], finish: async () => {} }

async function start(
  apps: number,
  options: { maxConnections: number; maxConnectionsPerApp?: number; acquireTimeoutSeconds?: number },
) {
  const own = await createTestDatabase()
  const database = createDatabase({ url: own.url, roleSecret, ...options })
  const slugs = Array.from({ length: apps }, (_, index) => `budget-${index}`)
  for (const slug of slugs) await database.prepare(slug, prepare)
  const admin = postgres(own.url, { max: 1, onnotice() {} })
  const dbs = slugs.map((slug) => database.forApp(slug, {}))
  return {
    database,
    app(index: number) {
      const db = dbs[index]
      if (!db) throw new Error('no such app')
      return db
    },
    admin,
    apps: dbs,
    connections: async () =>
      Number(
        (
          await admin`SELECT count(*) AS n FROM pg_stat_activity WHERE datname = ${own.name} AND usename LIKE 'app\\_%'`
        )[0]?.n,
      ),
    async [Symbol.asyncDispose]() {
      await database.close()
      await admin.end()
      await own.drop()
    },
  }
}

describe('a budget of connections', () => {
  test('holds over all apps, each of which gets its turn', async () => {
    await using host = await start(20, { maxConnections: 5 })
    let most = 0
    let watching = true
    const watch = (async () => {
      while (watching) most = Math.max(most, await host.connections().catch(() => 0))
    })()
    for (let round = 0; round < 3; round++) {
      const answers = await Promise.all(host.apps.map((db) => db.sql`SELECT current_user AS role`))
      expect(answers.map(([row]) => row?.role)).toEqual(host.apps.map(({ schema }) => schema))
    }
    watching = false
    await watch
    expect(most).toBeLessThanOrEqual(5)
  })

  test('an app that wants all does not starve one that wants one', async () => {
    await using host = await start(2, { maxConnections: 4 })
    const [greedy, modest] = [host.app(0), host.app(1)]
    let stop = false
    const flood = Promise.all(
      Array.from({ length: 20 }, async () => {
        while (!stop) await greedy.sql`SELECT pg_sleep(0.01)`
      }),
    )
    await Bun.sleep(100)
    const start_ = performance.now()
    for (let turn = 0; turn < 5; turn++) await modest.sql`SELECT 1`
    expect(performance.now() - start_).toBeLessThan(1500)
    stop = true
    await flood
  })

  test('a query that waits longer than the deadline is DATABASE_UNAVAILABLE, with Retry-After', async () => {
    await using host = await start(1, { maxConnections: 1, acquireTimeoutSeconds: 0.2 })
    const db = host.app(0)
    const sleeping = db.sql`SELECT pg_sleep(1)`.execute()
    const late = await db.sql`SELECT 1`.catch((error) => error)
    expect(late).toMatchObject({ code: 'DATABASE_UNAVAILABLE', status: 503, headers: { 'retry-after': '1' } })
    await sleeping
    expect(await db.sql`SELECT 1 AS one`).toHaveLength(1)
  })

  test('that the server does not have is refused, and says how many it has', async () => {
    await using host = await start(1, { maxConnections: 5000 })
    expect(host.database.assertCapacity()).rejects.toThrow(
      /DATABASE_MAX_CONNECTIONS is 5000, and PostgreSQL takes \d+ connections/,
    )
  })
})

test('closing ends the queries that wait and lets those that run finish', async () => {
  const host = await start(1, { maxConnections: 1 })
  const db = host.app(0)
  const running = db.sql`SELECT pg_sleep(0.3), 1 AS one`.execute()
  await Bun.sleep(50)
  const waiting = db.sql`SELECT 1`.then(() => 'ran', sqlState)
  await host[Symbol.asyncDispose]()
  expect(await running).toHaveLength(1)
  expect(await waiting).toBe('DATABASE_UNAVAILABLE')
  expect(() => host.database.forApp('budget-9', {})).toThrow('the database is closed')
})

test('schemas are listed, measured and dropped, with their roles', async () => {
  await using host = await start(2, { maxConnections: 2 })
  expect(await host.database.listSchemas()).toEqual(['app_budget_0', 'app_budget_1'])
  expect(await host.database.schemaSize('budget-0')).toBeGreaterThan(0)
  await host.app(1).sql`SELECT 1`
  await host.database.dropSchema('budget-1')
  expect(await host.database.listSchemas()).toEqual(['app_budget_0'])
  await host.database.prepare('budget-1', prepare)
  expect(await host.app(1).sql`SELECT current_user AS role`).toEqual([{ role: 'app_budget_1' }] as never)
})

test('an extension is found by every app', async () => {
  await using host = await start(2, { maxConnections: 2 })
  await host.database.ensureExtension('citext')
  for (const db of host.apps) {
    const [row] = await db.sql`SELECT 'A'::citext = 'a' AS same`
    expect(row?.same).toBe(true)
  }
})
