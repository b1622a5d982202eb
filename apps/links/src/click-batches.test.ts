import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test'
import { killConnections, type LinksHost, startHost, writtenClicks } from '../test/hosts.ts'
import { createClickBatches } from './click-batches.ts'
import type { ClickBatch } from './clicks.ts'
import * as tables from './tables.ts'

let host: LinksHost
let db: LinksHost['deps']['db']
beforeAll(async () => {
  host = await startHost()
  for (const code of ['one', 'two']) await host.create(code)
  db = host.deps.db
})
beforeEach(async () => {
  await db.delete(tables.clicks)
  await db.delete(tables.clickBatches)
})
afterAll(() => host[Symbol.asyncDispose]())

const batch = (clicks: Record<string, number>): ClickBatch => ({
  id: crypto.randomUUID(),
  entries: Object.entries(clicks).map(([code, count]) => ({ code, day: '2026-01-31', clicks: count })),
})

test('a batch counts once, however often and by whomever it is written', async () => {
  const [first, second] = [createClickBatches(db), createClickBatches(db)]
  const same = batch({ one: 2, two: 3 })
  await Promise.all([first.save(same), second.save(same), first.save(same)])
  await second.save(same)
  expect(await writtenClicks(host)).toEqual({ one: 2, two: 3 })
})

test('hosts that write the same codes in another order do not wait for each other', async () => {
  const codes = Array.from({ length: 1000 }, (_, index) => `many-${index}`)
  await db.insert(tables.links).values(codes.map((code) => ({ code, url: 'https://example.com' })))
  const write = async (order: string[]) => {
    const { save } = createClickBatches(db)
    for (let turn = 0; turn < 5; turn++) await save(batch(Object.fromEntries(order.map((code) => [code, 1]))))
  }
  await Promise.all([write(codes), write(codes.toReversed())])
  expect(await writtenClicks(host)).toEqual(Object.fromEntries(codes.map((code) => [code, 10])))
})

test('a code that is no link does not hold up the others', async () => {
  await createClickBatches(db).save(batch({ gone: 1, one: 1 }))
  expect(await writtenClicks(host)).toEqual({ one: 1 })
})

test('a host keeps the id of its last batch, and its first takes what hosts before it have left long ago', async () => {
  const long = new Date(Date.now() - 31 * 24 * 3600 * 1000)
  const recent = crypto.randomUUID()
  await db.insert(tables.clickBatches).values([{ id: crypto.randomUUID(), savedAt: long }, { id: recent }])
  const { save } = createClickBatches(db)
  await save(batch({ one: 1 }))
  const last = batch({ one: 1 })
  await save(last)
  const ids = await db.select({ id: tables.clickBatches.id }).from(tables.clickBatches)
  expect(ids.map(({ id }) => id).sort()).toEqual([recent, last.id].sort())
})

test('a batch whose connection was lost before its commit is not there, and counts when it comes again', async () => {
  const { save } = createClickBatches(db)
  await db.sql`SELECT 1`
  const lost = batch({ one: 1 })
  const saving = host.asAdmin(async (sql) => {
    await sql`BEGIN`
    await sql`LOCK TABLE clicks`
    const outcome = trying(save(lost))
    await Bun.sleep(50)
    await killConnections(host)
    return outcome
  })
  expect(await saving).toMatchObject({ code: 'TRANSACTION_LOST', outcome: 'rolled-back' })
  expect(await writtenClicks(host)).toEqual({})
  await save(lost)
  expect(await writtenClicks(host)).toEqual({ one: 1 })
})

test('a batch that was committed, of which nobody heard, does not count twice', async () => {
  // A commit waits here for a standby that does not exist: PostgreSQL has kept it when the connection is ended.
  await host.asAdmin(async (sql) => {
    const [row] = await sql`SELECT current_database() AS name`
    await sql`ALTER DATABASE ${sql(row?.name)} SET synchronous_commit = on`
    await sql`ALTER SYSTEM SET synchronous_standby_names = 'nobody'`
    await sql`SELECT pg_reload_conf()`
  })
  await killConnections(host)
  const { save } = createClickBatches(db)
  let heard = 0
  let unheard = batch({ one: 1 })
  let outcome = trying(save(unheard))
  try {
    // The server reads its settings in its own time: until then commits are answered.
    while (!(await waitsForStandby(outcome))) {
      if ((await outcome) === undefined) heard++ // the first may meet a connection that was just ended
      unheard = batch({ one: 1 })
      outcome = trying(save(unheard))
    }
    await killConnections(host)
  } finally {
    await host.asAdmin(async (sql) => {
      await sql`ALTER SYSTEM RESET synchronous_standby_names`
      await sql`SELECT pg_reload_conf()`
    })
  }
  const error = await outcome
  expect(error).toMatchObject({ code: 'TRANSACTION_LOST', outcome: 'unknown' })
  expect(await writtenClicks(host)).toEqual({ one: heard + 1 })
  await save(unheard)
  expect(await writtenClicks(host)).toEqual({ one: heard + 1 })
})

function trying(save: Promise<void>): Promise<unknown> {
  return save.catch((error: unknown) => error)
}

/** Whether a commit waits; false once `settled` has. */
async function waitsForStandby(settled: Promise<unknown>): Promise<boolean> {
  let isSettled = false
  const note = settled.then(() => {
    isSettled = true
  })
  while (!isSettled) {
    const waiting = await host.asAdmin(
      (sql) => sql`
        SELECT FROM pg_stat_activity
        WHERE usename = 'app_links' AND datname = current_database() AND wait_event = 'SyncRep'`,
    )
    if (waiting.length > 0) return true
    await Promise.race([note, Bun.sleep(5)])
  }
  return false
}
