import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createTestDatabase, type TestDatabase } from '@repo/devdb/testing'
import postgres, { type Sql } from 'postgres'
import { createDatabase, type Database } from '../src/database/database.ts'

const apps = 500
const maxConnections = 50
const provisionedAtOnce = 8
const slugs = Array.from({ length: apps }, (_, index) => `many-${index}`)
const schemas = slugs.map((slug) => `app_${slug.replace('-', '_')}`)

let own: TestDatabase
let admin: Sql
let database: Database
beforeAll(async () => {
  own = await createTestDatabase()
  admin = postgres(own.url, { max: 1, onnotice() {} })
  database = createDatabase({
    url: own.url,
    roleSecret: 'a secret of the tests, the same for all',
    maxConnections,
    acquireTimeoutSeconds: 30,
  })
  const start = performance.now()
  const left = [...slugs]
  const provision = async () => {
    for (let slug = left.pop(); slug; slug = left.pop()) {
      await database.prepare(slug, { migrations: [], finish: async () => {} })
    }
  }
  await Promise.all(Array.from({ length: provisionedAtOnce }, provision))
  console.log(`${apps} apps provisioned in ${Math.round(performance.now() - start)} ms`)
}, 120_000)
afterAll(async () => {
  await database.close()
  await admin.end()
  await own.drop()
}, 60_000)

const appSql = () => slugs.map((slug) => database.forApp(slug, {}).sql)

describe(`${apps} apps on a budget of ${maxConnections} connections`, () => {
  test('all get their answers, each as itself, and never more connections are open', async () => {
    const apps = appSql()
    const watch = watchConnections()
    const waits: number[] = []
    for (let round = 0; round < 3; round++) {
      const start = performance.now()
      const roles = await Promise.all(
        apps.map(async (sql) => {
          const [row] = await sql`SELECT current_user::text AS role`
          waits.push(performance.now() - start)
          return row?.role
        }),
      )
      expect(roles).toEqual(schemas)
    }
    const most = await watch.end()
    console.log(`at most ${most} connections, ${told(waits)}`)
    expect(most).toBeWithin(maxConnections / 2, maxConnections + 1)
  }, 120_000)

  test('an app that wants all the time does not keep the others from theirs', async () => {
    const [greedy, ...modest] = appSql()
    if (!greedy) throw new Error('no app')
    const watch = watchConnections()
    let stop = false
    let served = 0
    const flood = Array.from({ length: 100 }, async () => {
      while (!stop) {
        await greedy`SELECT pg_sleep(0.01)`
        served++
      }
    })
    const waits: number[] = []
    for (const sql of modest.slice(0, 80)) {
      const start = performance.now()
      await sql`SELECT 1`
      waits.push(performance.now() - start)
    }
    stop = true
    await Promise.all(flood)
    const most = await watch.end()
    console.log(`at most ${most} connections, ${told(waits)}; the greedy one was served ${served} times`)
    expect(most).toBeLessThanOrEqual(maxConnections)
    expect(Math.max(...waits)).toBeLessThan(1000)
    expect(served).toBeGreaterThan(0)
  }, 120_000)
})

function watchConnections() {
  let most = 0
  let watching = true
  const watched = (async () => {
    while (watching) {
      const [row] = await admin`SELECT count(*)::int AS open FROM pg_stat_activity
        WHERE datname = current_database() AND usename LIKE 'app\\_many%'`
      most = Math.max(most, Number(row?.open))
    }
  })()
  return {
    async end() {
      watching = false
      await watched
      return most
    },
  }
}

function told(waits: readonly number[]): string {
  const sorted = waits.toSorted((a, b) => a - b)
  const at = (part: number) => Math.round(sorted[Math.floor(part * (sorted.length - 1))] ?? 0)
  return `${sorted.length} queries, waits: median ${at(0.5)} ms, 99 % ${at(0.99)} ms, most ${at(1)} ms`
}
