import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { type OpenDatabase, openDatabase } from '../../test/open-database.ts'
import type { Database } from '../database/database.ts'
import { migrateApp, rollbackApp } from './migrate-app.ts'
import type { Migration } from './migration.ts'
import { type AppStatus, readStatus } from './status.ts'

setDefaultTimeout(30_000)

let own: OpenDatabase
let database: Database
beforeAll(async () => {
  own = await openDatabase()
  database = own.database
})
afterAll(() => own[Symbol.asyncDispose]())

async function statusOf(slug: string, migrations: Migration[]): Promise<AppStatus | undefined> {
  const [status] = await database.admin('status', (session) => readStatus(session, [{ slug, migrations }]))
  return status
}
const failureOf = (promise: Promise<unknown>) => promise.then(String, ({ message }: Error) => message)

const one: Migration = { version: 1, name: 'one', up: 'CREATE TABLE one (id int)', down: 'DROP TABLE one' }
const two: Migration = { version: 2, name: 'two', up: 'CREATE TABLE two (id int)' }

test.concurrent('rolling back undoes the newest, and a failing down leaves all as it was', async () => {
  const migrations = [one, { ...two, down: 'DROP TABLE two; SELECT 1/0' }]
  await migrateApp(database, { slug: 'undone', migrations })
  expect(await failureOf(rollbackApp(database, { slug: 'undone', migrations }, 1))).toBe(
    'app "undone": rolling back migration 0002_two failed: division by zero',
  )
  expect(await statusOf('undone', migrations)).toMatchObject({ pending: [], dirty: false })
  const mended = [one, { ...two, down: 'DROP TABLE two' }]
  expect(await rollbackApp(database, { slug: 'undone', migrations: mended }, 2)).toEqual(mended.reverse())
  expect(await statusOf('undone', [one])).toMatchObject({ applied: [], pending: [{ version: 1 }] })
})

test.concurrent('more steps than there are migrations, and an edited file, are refused before anything is touched', async () => {
  await migrateApp(database, { slug: 'kept', migrations: [one] })
  expect(await failureOf(rollbackApp(database, { slug: 'kept', migrations: [one] }, 2))).toBe(
    'app "kept": only 1 of its migrations are applied: name fewer steps than 2',
  )
  const edited = [{ ...one, up: 'CREATE TABLE one (id bigint)' }]
  expect(await failureOf(rollbackApp(database, { slug: 'kept', migrations: edited }, 1))).toContain(
    '0001_one was edited after it was applied',
  )
  expect(await statusOf('kept', [one])).toMatchObject({ pending: [], drift: false })
})

test.concurrent('a down outside a transaction that stops half-way is dirty', async () => {
  const outside = { ...one, transaction: false, down: 'DROP TABLE one; SELECT 1/0' }
  await migrateApp(database, { slug: 'torn', migrations: [outside] })
  await failureOf(rollbackApp(database, { slug: 'torn', migrations: [outside] }, 1))
  expect(await statusOf('torn', [outside])).toMatchObject({ dirty: true, drift: false })
})

test.concurrent('migrating by an operator keeps what was applied before a failure in a new schema', async () => {
  const broken = { ...two, up: 'SELECT 1/0' }
  const failure = migrateApp(database, { slug: 'partly', migrations: [one, broken] })
  expect(await failureOf(failure)).toContain('0002_two failed: division by zero')
  expect(await statusOf('partly', [one, two])).toMatchObject({
    exists: true,
    applied: [{ version: 1, name: 'one' }],
    pending: [{ version: 2, name: 'two' }],
  })
})

test.concurrent('the statuses of several apps do not mix, and one without a schema has all pending', async () => {
  await migrateApp(database, { slug: 'first', migrations: [one] })
  await migrateApp(database, { slug: 'second', migrations: [one, two] })
  const apps = ['first', 'second', 'third'].map((slug) => ({ slug, migrations: [one, two] }))
  const statuses = await database.admin('status', (session) => readStatus(session, apps))
  expect(statuses.map(({ app, exists, applied }) => [app, exists, applied.length])).toEqual([
    ['first', true, 1],
    ['second', true, 2],
    ['third', false, 0],
  ])
})
