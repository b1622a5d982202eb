import { describe, expect, setDefaultTimeout, test } from 'bun:test'
import { openDatabase } from '../../test/open-database.ts'
import type { AppDatabase } from './app-database.ts'
import type { DatabaseOptions } from './database.ts'
import { sqlState } from './database-error.ts'

// Processes and faults: on a busy machine they take more than Bun's 5 s.
setDefaultTimeout(30_000)

/** Apps `<name>-0`, `<name>-1` and so on: roles belong to the whole cluster, and the tests run side by side. */
async function start(name: string, apps: number, options: Partial<DatabaseOptions>) {
  const own = await openDatabase(options)
  const slugs = Array.from({ length: apps }, (_, index) => `${name}-${index}`)
  await own.prepare(slugs)
  const dbs = slugs.map((slug) => own.database.forApp(slug, {}))
  return {
    ...own,
    apps: dbs,
    app(index: number) {
      const db = dbs[index]
      if (!db) throw new Error('no such app')
      return db
    },
    async connections() {
      const found = await own.admin`SELECT pid FROM pg_stat_activity
        WHERE datname = ${own.name} AND usename LIKE 'app\\_%'`
      return new Set(found.map(({ pid }) => pid as number))
    },
  }
}

/** Waits until the app has a connection: on a busy machine that takes longer than a short deadline. */
async function untilOpen({ sql }: Pick<AppDatabase<Record<string, never>>, 'sql'>): Promise<void> {
  while (
    await sql`SELECT 1`.then(
      () => false,
      () => true,
    )
  );
}

describe('a budget of connections', () => {
  test.concurrent('holds over all apps, each of which gets its turn', async () => {
    await using host = await start('turns', 20, { maxConnections: 5 })
    let most = 0
    let watching = true
    const watch = (async () => {
      // The server hears a moment later of a connection that was closed: what counts is seen twice.
      for (let before = new Set<number>(); watching; await Bun.sleep(10)) {
        const now = await host.connections()
        most = Math.max(most, now.intersection(before).size)
        before = now
      }
    })()
    // On a fast machine no connection lasts until it is seen twice.
    for (let round = 0; round < 4 || most === 0; round++) {
      const answers = await Promise.all(host.apps.map((db) => db.sql`SELECT current_user AS role`))
      expect(answers.map(([row]) => row?.role)).toEqual(host.apps.map(({ schema }) => schema))
    }
    watching = false
    await watch
    expect(most).toBeWithin(1, 6)
  })

  test.concurrent('an app that wants all does not starve one that wants one', async () => {
    await using host = await start('greed', 2, { maxConnections: 4 })
    const [greedy, modest] = [host.app(0), host.app(1)]
    let stop = false
    const flood = Promise.all(
      Array.from({ length: 20 }, async () => {
        while (!stop) await greedy.sql`SELECT pg_sleep(0.01)`
      }),
    )
    await Bun.sleep(100)
    const startedAt = performance.now()
    for (let turn = 0; turn < 5; turn++) await modest.sql`SELECT 1`
    expect(performance.now() - startedAt).toBeLessThan(1500)
    stop = true
    await flood
  })

  test.concurrent('a query that waits longer than the deadline is DATABASE_UNAVAILABLE, with Retry-After', async () => {
    await using host = await start('late', 1, { maxConnections: 1, acquireTimeoutSeconds: 0.2 })
    const db = host.app(0)
    await untilOpen(db)
    const sleeping = db.sql`SELECT pg_sleep(0.8)`.execute()
    const late = await db.sql`SELECT 1`.catch((error) => error)
    expect(late).toMatchObject({ code: 'DATABASE_UNAVAILABLE', status: 503, headers: { 'retry-after': '1' } })
    await sleeping
    expect(await db.sql`SELECT 1 AS one`).toHaveLength(1)
  })

  test.concurrent('that the server does not have is refused, and says how many it has', async () => {
    await using host = await start('none', 1, { maxConnections: 5000 })
    expect(await host.database.assertCapacity().catch(String)).toMatch(
      /DATABASE_MAX_CONNECTIONS is 5000, and PostgreSQL takes \d+ connections/,
    )
  })
})

test.concurrent('closing ends the queries that wait and lets those that run finish', async () => {
  const host = await start('closing', 1, { maxConnections: 1 })
  const db = host.app(0)
  const running = db.sql`SELECT pg_sleep(0.4), 1 AS one`.execute()
  await host.running('pg_sleep')
  const waiting = db.sql`SELECT 1`.then(() => 'ran', sqlState)
  await host[Symbol.asyncDispose]()
  expect(await running).toHaveLength(1)
  expect(await waiting).toBe('DATABASE_UNAVAILABLE')
  expect(() => host.database.forApp('closing-9', {})).toThrow('the database is closed')
})

test.concurrent('schemas are listed, measured and dropped, with their roles', async () => {
  await using host = await start('listed', 2, { maxConnections: 2 })
  expect(await host.database.listSchemas()).toEqual(['app_listed_0', 'app_listed_1'])
  expect(await host.database.schemaSize('listed-0')).toBeGreaterThan(0)
  await host.app(1).sql`SELECT 1`
  await host.database.dropSchema('listed-1')
  expect(await host.database.listSchemas()).toEqual(['app_listed_0'])
  expect(await host.admin`SELECT 1 FROM pg_roles WHERE rolname LIKE '%app_listed_1'`).toHaveLength(0)
  await host.prepare(['listed-1'])
  expect(await host.app(1).sql`SELECT current_user AS role`).toEqual([{ role: 'app_listed_1' }] as never)
})

test.concurrent('an extension is found by every app', async () => {
  await using host = await start('extended', 2, { maxConnections: 2 })
  await host.database.ensureExtension('citext')
  for (const db of host.apps) {
    const [row] = await db.sql`SELECT 'A'::citext = 'a' AS same`
    expect(row?.same).toBe(true)
  }
})
