import { expect, setDefaultTimeout, test } from 'bun:test'
import { availableParallelism, loadavg } from 'node:os'
import postgres from 'postgres'
import { createTestDatabase } from '../src/testing.ts'
import { failureOf, portOf, query } from './kit.ts'

setDefaultTimeout(20_000)

test.concurrent('eight databases made at the same time are apart from one another, on one server', async () => {
  const databases = await Promise.all(Array.from({ length: 8 }, () => createTestDatabase()))
  await Promise.all(
    databases.map(({ url }, index) => query(url, `CREATE TABLE own AS SELECT ${index} AS index`)),
  )
  const rows = await Promise.all(databases.map(({ url }) => query(url, 'SELECT * FROM own')))
  expect(rows).toEqual(databases.map((_, index) => [{ index }]))
  expect(new Set(databases.map(({ url }) => portOf(url))).size).toBe(1)
  await Promise.all(databases.map((database) => database.drop()))
})

// By itself, and measured by what others leave of the machine.
test('a database is there within 100 ms', async () => {
  const limit = 100 * Math.max(1, (loadavg()[0] ?? 0) / availableParallelism())
  const times: number[] = []
  while (times.length < 20 && !(Math.min(...times) < limit)) {
    const start = performance.now()
    await using database = await createTestDatabase()
    times.push(performance.now() - start)
    expect(database.name).toStartWith('test_')
  }
  expect(Math.min(...times)).toBeLessThan(limit)
})

test.concurrent('a dropped database is gone, connections or not', async () => {
  const database = await createTestDatabase()
  const open = postgres(database.url, { max: 1 })
  await open`SELECT 1`
  await database.drop()
  expect(await failureOf(query(database.url, 'SELECT 1'))).toContain('does not exist')
  await open.end({ timeout: 0 })
})

test.concurrent('the server trades durability for speed, and can replicate logically', async () => {
  await using database = await createTestDatabase()
  const [row] = await query(
    database.url,
    `SELECT current_setting('fsync') AS fsync, current_setting('wal_level') AS wal_level`,
  )
  expect(row).toEqual({ fsync: 'off', wal_level: 'logical' })
})
