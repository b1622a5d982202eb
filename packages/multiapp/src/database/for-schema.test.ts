import { afterAll, beforeAll, expect, test } from 'bun:test'
import { eq } from 'drizzle-orm'
import { pgTable, text } from 'drizzle-orm/pg-core'
import { type OpenDatabase, openDatabase } from '../../test/open-database.ts'

const things = pgTable('things', { name: text() })

let own: OpenDatabase
beforeAll(async () => {
  own = await openDatabase()
})
afterAll(() => own[Symbol.asyncDispose]())

test('a schema is made with its roles, once, and what is in it stays', async () => {
  const { database, admin } = own
  expect(await database.createSchema('my-shop')).toBe('app_my_shop')
  await admin`CREATE TABLE app_my_shop.things (name text)`
  expect(await database.createSchema('my-shop')).toBe('app_my_shop')
  expect(await database.listSchemas()).toEqual(['app_my_shop'])
  const [row] = await admin`SELECT to_regclass('app_my_shop.things') IS NOT NULL AS there,
    pg_get_userbyid(nspowner) AS owner FROM pg_namespace WHERE nspname = 'app_my_shop'`
  expect(row).toEqual({ there: true, owner: 'owner_app_my_shop' })
})

test('an app is reached by the name of its schema, and its queries are told without their values', async () => {
  const { database, admin } = own
  const schema = await database.createSchema('told')
  await admin.unsafe(`SET ROLE owner_${schema}; CREATE TABLE ${schema}.things (name text); RESET ROLE`)
  const queries: string[] = []
  const db = database.forSchema(schema, { things }, { debug: (query) => queries.push(query) })
  await db.insert(things).values({ name: 'secret' })
  expect(await db.select().from(things).where(eq(things.name, 'secret'))).toHaveLength(1)
  expect(queries).toEqual([
    'insert into "things" ("name") values ($1)',
    'select "name" from "things" where "things"."name" = $1',
  ])
  for (const other of ['public', 'app_', 'app_My', 'told', 'app_a-b'])
    expect(() => database.forSchema(other, {})).toThrow("expected an app's schema")
})
