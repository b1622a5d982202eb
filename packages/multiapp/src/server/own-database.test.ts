import { afterAll, beforeAll, expect, test } from 'bun:test'
import { Elysia } from 'elysia'
import { createTestServer } from '../../test/create-test-server.ts'
import { createOwnDatabase, type OwnDatabase } from '../../test/own-database.ts'
import { defineApp } from '../app/define-app.ts'

const appOf = (slug: string) =>
  defineApp({ slug, name: slug }).backend({
    routes: ({ db }) =>
      new Elysia({ name: slug }).get('/who', async () => {
        const [row] = await db.sql`SELECT current_user AS role, current_schema() AS schema`
        return { role: row?.role, schema: row?.schema }
      }),
  })

let own: OwnDatabase
beforeAll(async () => {
  own = await createOwnDatabase()
})
afterAll(() => own[Symbol.asyncDispose]())

test.concurrent('an app with a database of its own is served beside one that shares, each as its own role', async () => {
  await using server = await createTestServer({
    databaseUrls: { apart: own.url },
    databaseRolePrefix: 'stage_',
  })
  for (const slug of ['apart', 'together']) await server.server.register(appOf(slug))
  const who = async (slug: string) => (await server.get('/who', { 'x-app-id': slug })).json()
  expect(await who('apart')).toEqual({ role: own.role, schema: 'app_apart' })
  expect(await who('together')).toEqual({ role: 'stage_app_together', schema: 'app_together' })
  expect((await server.get('/readyz')).status).toBe(200)
})

test.concurrent('with migrations off it is not ready until its own database is migrated', async () => {
  await using server = await createTestServer({ databaseUrls: { later: own.url }, migrateOnStart: false })
  await server.server.register(appOf('later'))
  expect(await (await server.get('/readyz')).json()).toMatchObject({
    reasons: ['app later: the schema app_later is not made yet'],
  })
  await own.open({ later: own.url }).prepare('later', { migrations: [] })
  await Bun.sleep(600) // readiness looks twice a second at most
  expect((await server.get('/readyz')).status).toBe(200)
})
