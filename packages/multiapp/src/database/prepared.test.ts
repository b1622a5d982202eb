import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { createTestDatabase, type TestDatabase } from '@repo/devdb/testing'
import { eq, sql as fragment, inArray } from 'drizzle-orm'
import { integer, pgTable, text } from 'drizzle-orm/pg-core'
import type { AppDatabase } from './app-database.ts'
import { createDatabase, type Database } from './database.ts'
import { createPrepared } from './prepared.ts'

// On a busy machine they take more than Bun's 5 s.
setDefaultTimeout(30_000)

const words = pgTable('words', { id: integer().primaryKey(), word: text().notNull() })
const tables = { words }
const init = {
  version: 0,
  name: 'init',
  up: `CREATE TABLE words (id int PRIMARY KEY, word text NOT NULL);
    INSERT INTO words SELECT n, n::text FROM generate_series(1, 10) n`,
}
const tenantId = crypto.randomUUID()

let own: TestDatabase
let database: Database
let db: AppDatabase<typeof tables>
beforeAll(async () => {
  own = await createTestDatabase()
  database = createDatabase({
    url: own.url,
    roleSecret: 'a secret of the tests, the same for all',
    maxConnectionsPerApp: 1,
  })
  await database.prepare('prepared', { migrations: [init], finish: async () => {} })
  db = database.forApp('prepared', tables)
})
afterAll(async () => {
  await database.close()
  await own.drop()
})

const byId = (tx: Pick<typeof db, 'select'>, id: number) => tx.select().from(words).where(eq(words.id, id))
const preparedTexts = async () => {
  const rows =
    await db.sql`SELECT statement FROM pg_prepared_statements WHERE statement LIKE 'select %'`.simple()
  return rows.map(({ statement }) => String(statement))
}

test('a query that Drizzle builds is kept prepared from its second time on, in a transaction too', async () => {
  expect(await byId(db, 1)).toEqual([{ id: 1, word: '1' }])
  expect(await preparedTexts()).toEqual([])
  expect(await byId(db, 2)).toEqual([{ id: 2, word: '2' }])
  expect(await preparedTexts()).toHaveLength(1)
  expect(await db.asTenant({ tenantId }, async (tx) => byId(tx, 3))).toEqual([{ id: 3, word: '3' }])
  expect(await preparedTexts()).toHaveLength(1)
})

test('lists of many lengths do not fill the connection with statements that come once', async () => {
  const before = (await preparedTexts()).length
  for (let length = 2; length < 8; length++) {
    const ids = Array.from({ length }, (_, index) => index + 1)
    expect(await db.select().from(words).where(inArray(words.id, ids))).toHaveLength(length)
  }
  expect(await preparedTexts()).toHaveLength(before)
})

test('a kept query outlives a change of its column: it is prepared anew, and a transaction fails once at most', async () => {
  await byId(db, 1)
  await byId(db, 1)
  const change = (type: string) =>
    database.admin('change', (sql) =>
      sql.unsafe(`ALTER TABLE app_prepared.words ALTER word TYPE ${type}`).then(() => {}),
    )
  await change('varchar(20)')
  expect(await byId(db, 2)).toEqual([{ id: 2, word: '2' }])
  await change('text')
  await db.transaction((tx) => byId(tx, 3)).catch(() => {})
  expect(await db.transaction((tx) => byId(tx, 3))).toEqual([{ id: 3, word: '3' }])
})

test('several statements in one text still run', async () => {
  for (let time = 0; time < 3; time++) await db.execute(fragment.raw('SELECT 1; SELECT 2'))
  expect(await byId(db, 1)).toHaveLength(1)
})

test('no more texts are kept than the bound, and none that is long', () => {
  const prepared = createPrepared({ maxTexts: 2 })
  const twice = (sqlText: string) => [prepared.keeps(sqlText), prepared.keeps(sqlText)]
  expect(twice('a')).toEqual([false, true])
  expect(twice('x'.repeat(5000))).toEqual([false, false])
  expect(twice('b')).toEqual([false, true])
  expect(twice('c')).toEqual([false, false])
  expect(prepared.keeps('a')).toBe(true)
})
