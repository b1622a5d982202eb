import { expect, setDefaultTimeout, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { joinDevDatabase } from '@repo/devdb'
import { createDatabase } from './database.ts'
import { sqlState } from './database-error.ts'

// A server of its own is started and killed.
setDefaultTimeout(30_000)

test('a database that restarts under load: errors are unavailable and bounded, and all is well within 5 s', async () => {
  const parent = mkdtempSync(join(tmpdir(), 'restart-test-'))
  Bun.spawnSync(['chmod', '755', parent])
  const folder = join(parent, 'postgres')
  const server = joinDevDatabase(folder)
  const database = createDatabase({ url: server.url, roleSecret: 'a secret of the tests, the same for all' })
  await database.prepare('restart', { migrations: [], finish: async () => {} })
  const { sql } = database.forApp('restart', {})
  const states = new Set<string>()
  let slowestMs = 0
  let stop = false
  const load = Promise.all(
    Array.from({ length: 20 }, async () => {
      while (!stop) {
        const start = performance.now()
        states.add(String(await sql`SELECT pg_sleep(0.001)`.then(() => 'fine', sqlState)))
        slowestMs = Math.max(slowestMs, performance.now() - start)
        await Bun.sleep(5)
      }
    }),
  )
  const underWay = sql`SELECT pg_sleep(20)`.then(() => 'fine', sqlState)
  await Bun.sleep(100)
  server.leave()
  const again = joinDevDatabase(folder)
  const startedAt = performance.now()
  let answered = false
  while (!answered && performance.now() - startedAt < 5000) {
    answered = await Promise.all(Array.from({ length: 10 }, () => sql`SELECT 1`)).then(
      () => true,
      () => Bun.sleep(20).then(() => false),
    )
  }
  stop = true
  await load
  await database.close()
  again.leave()
  rmSync(parent, { recursive: true, force: true })
  expect(answered).toBe(true)
  expect(await underWay).toBe('DATABASE_UNAVAILABLE')
  expect([...states].filter((state) => state !== 'fine' && state !== 'DATABASE_UNAVAILABLE')).toEqual([])
  expect(slowestMs).toBeLessThan(8000)
})
