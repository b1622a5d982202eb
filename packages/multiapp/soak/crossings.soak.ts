import { expect, test } from 'bun:test'
import { createTestDatabase } from '@repo/devdb/testing'
import { createDatabase } from '../src/database/database.ts'
import { createRandom } from './random.ts'

const operations = 100_000
const apps = 20
const seed = Number(process.env.SOAK_SEED ?? 20261122)
const init = {
  version: 0,
  name: 'init',
  up: 'CREATE TABLE things (owner text NOT NULL DEFAULT current_schema()); INSERT INTO things DEFAULT VALUES',
}

test(`${operations} operations over ${apps} apps, with errors and cancellations, seed ${seed}: none crosses`, async () => {
  await using own = await createTestDatabase()
  const database = createDatabase({
    url: own.url,
    roleSecret: 'a secret of the tests, the same for all',
    maxConnections: 30,
    acquireTimeoutSeconds: 20,
  })
  const slugs = Array.from({ length: apps }, (_, index) => `cross-${index}`)
  for (const slug of slugs) await database.prepare(slug, { migrations: [init], finish: async () => {} })
  const dbs = slugs.map((slug) => database.forApp(slug, {}))
  const random = createRandom(seed)
  const crossings: string[] = []
  let done = 0
  let failed = 0

  async function worker(): Promise<void> {
    while (done < operations) {
      done++
      const db = dbs[Math.floor(random() * apps)]
      if (!db) continue
      const check = (rows: readonly Record<string, unknown>[]) => {
        for (const { owner } of rows) if (owner !== db.schema) crossings.push(`${db.schema} saw ${owner}`)
      }
      const kind = random()
      try {
        if (kind < 0.7) check(await db.sql`SELECT owner FROM things`)
        else if (kind < 0.8) await db.sql`SELECT 1/0`
        else if (kind < 0.9) {
          check(
            await db.sql.begin(async (sql) => {
              await sql`SELECT owner FROM things`
              if (random() < 0.3) throw new Error('given up')
              return sql`SELECT owner FROM things`
            }),
          )
        } else if (kind < 0.95) {
          const query = db.sql`SELECT owner FROM things, pg_sleep(0.002)`.execute()
          query.cancel()
          check(await query)
        } else {
          const foreign = dbs[Math.floor(random() * apps)]?.schema ?? ''
          const rows = await db.sql.unsafe(`SELECT owner FROM ${foreign}.things`)
          if (foreign !== db.schema) crossings.push(`${db.schema} read ${foreign}`)
          check(rows)
        }
      } catch {
        failed++
      }
    }
  }

  await Promise.all(Array.from({ length: 40 }, worker))
  console.log(`${done} operations, ${failed} of them failed as they should`)
  await database.close()
  expect(crossings).toEqual([])
  expect(failed).toBeGreaterThan(operations / 10)
}, 180_000)
