import { expect, test } from 'bun:test'
import { createTestDatabase } from '@repo/devdb/testing'
import { createDatabase } from './database.ts'

test('sql takes dates, and arrays of times, numbers and text, though Drizzle is on the same connection', async () => {
  const { url, drop } = await createTestDatabase()
  const database = createDatabase({ url, roleSecret: 'a secret of the tests, the same for all' })
  await database.prepare('values', { migrations: [], finish: async () => {} })
  const { sql } = database.forApp('values', {})
  const day = new Date('2026-01-02T03:04:05.678Z')
  const [row] = await sql`SELECT
    ${day}::timestamptz = '2026-01-02T03:04:05.678Z' AS moment,
    ${[day.toISOString(), null]}::timestamptz[] = ARRAY['2026-01-02T03:04:05.678Z', NULL]::timestamptz[] AS moments,
    ${['2026-01-02']}::date[] = ARRAY['2026-01-02']::date[] AS days,
    ${[[1.5, 2], [3, 4]]}::numeric[] = ARRAY[[1.5, 2], [3, 4]] AS numbers,
    ${['a"\\b', 'c,d']}::text[] = ARRAY['a"\\b', 'c,d'] AS texts`
  expect(row).toEqual({ moment: true, moments: true, days: true, numbers: true, texts: true })
  await database.close()
  await drop()
})
