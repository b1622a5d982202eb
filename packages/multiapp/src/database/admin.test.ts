import { afterAll, beforeAll, expect, test } from 'bun:test'
import { createTestDatabase, type TestDatabase } from '@repo/devdb/testing'
import type { Sql } from 'postgres'
import { type Admin, createAdmin } from './admin.ts'

let database: TestDatabase
let admin: Admin
beforeAll(async () => {
  database = await createTestDatabase()
  admin = createAdmin(database.url)
})
afterAll(async () => {
  admin.close()
  await database.drop()
})

async function stateOf(sql: Sql) {
  const [row] = await sql`SELECT pg_backend_pid() AS pid, current_user = session_user AS "isItself",
    current_setting('search_path') AS path, current_setting('application_name') AS name,
    (SELECT count(*)::int FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()) AS locks,
    to_regclass('pg_temp.left_behind') IS NULL AS "isEmpty"`
  return row ?? {}
}

test('a connection serves the next one with nothing left of the last', async () => {
  const first = await admin.run('one', async (sql) => {
    await sql.unsafe(`SET search_path = nowhere; SELECT pg_advisory_lock(1); CREATE TEMP TABLE left_behind (id int);
      SET ROLE pg_monitor`)
    return stateOf(sql)
  })
  const second = await admin.run("two's", stateOf)
  expect(first).toMatchObject({
    isItself: false,
    path: 'nowhere',
    locks: 1,
    isEmpty: false,
    name: 'multiapp one',
  })
  expect(second).toEqual({
    pid: first.pid,
    isItself: true,
    path: '"$user", public',
    name: 'multiapp twos',
    locks: 0,
    isEmpty: true,
  })
})

test('a connection on which something failed is not used again', async () => {
  const pid = await admin.run('fails', async (sql) => (await stateOf(sql)).pid)
  await admin
    .run('fails', async (sql) => sql`SELECT 1 / 0`)
    .then(
      () => expect.unreachable(),
      () => {},
    )
  expect((await admin.run('after', stateOf)).pid).not.toBe(pid)
})

test('a connection that was killed while it was idle is not missed', async () => {
  const pid = await admin.run('killed', async (sql) => (await stateOf(sql)).pid)
  const other = createAdmin(database.url)
  await other.run('kill', (sql) => sql`SELECT pg_terminate_backend(${pid}, 1000)`)
  other.close()
  expect((await admin.run('after', stateOf)).isItself).toBe(true)
})

test('those who come together have a connection each', async () => {
  const states = await Promise.all(
    Array.from({ length: 3 }, () =>
      admin.run('together', (sql) => sql`SELECT pg_backend_pid() AS pid, pg_sleep(0.02)`),
    ),
  )
  expect(new Set(states.map(([row]) => row?.pid)).size).toBe(3)
})
