import { afterAll, beforeAll, expect, test } from 'bun:test'
import { type OpenDatabase, openDatabase } from '../../test/open-database.ts'
import type { AppDatabase } from './app-database.ts'

let own: OpenDatabase
let db: AppDatabase<Record<never, never>>
beforeAll(async () => {
  own = await openDatabase({ maxConnectionsPerApp: 2 })
  await own.prepare(['ears'])
  db = own.database.forApp('ears', {})
})
afterAll(() => own[Symbol.asyncDispose]())

test('a reserved connection hears its channels, whatever they are called, and no others', async () => {
  await using ears = await db.reserve()
  const heard: string[] = []
  await ears.listen('of the "app"', (payload) => heard.push(payload))
  await db.sql`SELECT pg_notify('others', 'not for us'), pg_notify('of the "app"', 'for us')`
  while (heard.length === 0) await Bun.sleep(2)
  expect(heard).toEqual(['for us'])
})

test('a reserved connection says when it is lost or released, also to who asks later', async () => {
  const ends: string[] = []
  const lost = await db.reserve()
  lost.onEnd(() => ends.push('lost'))
  const [row] = await lost.sql`SELECT pg_backend_pid() AS pid`
  await db.sql`SELECT pg_terminate_backend(${row?.pid})`
  while (ends.length === 0) await Bun.sleep(2)
  const released = await db.reserve()
  released.release()
  released.onEnd(() => ends.push('released'))
  expect(ends).toEqual(['lost', 'released'])
})
