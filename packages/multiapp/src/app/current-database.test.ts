import { expect, test } from 'bun:test'
import { pgTable, text } from 'drizzle-orm/pg-core'
import { Elysia } from 'elysia'
import { createTestServer } from '../../test/create-test-server.ts'
import { drizzleMigrations } from '../migrations/drizzle-source.ts'
import { runWithApp } from './current.ts'
import { currentDatabase } from './current-database.ts'
import { defineApp } from './define-app.ts'

const things = pgTable('things', { name: text() })
const migrations = drizzleMigrations({ '0000_init': 'CREATE TABLE things (name text)' })

function thingApp(slug: string) {
  const definition = defineApp({ slug, name: slug, tables: { things } })
  const names = async () => (await currentDatabase(definition).select().from(things)).map(({ name }) => name)
  const backend = definition.backend({
    migrations,
    onRegister: ({ db }) =>
      db
        .insert(things)
        .values({ name: slug })
        .then(() => {}),
    routes: ({ plugin }) => new Elysia().use(plugin).get('/names', names),
  })
  return { backend, names }
}

test('a service finds the database of the app that it runs in, and no other', async () => {
  await using host = await createTestServer()
  const [one, two] = [thingApp('one'), thingApp('two')]
  const context = await host.server.register(one.backend)
  await host.server.register(two.backend)
  for (const slug of ['one', 'two'])
    expect(await (await host.get('/names', { 'x-app-id': slug })).json()).toEqual([slug])
  expect(await runWithApp(context, one.names)).toEqual(['one'])
  const elsewhere = [() => one.names(), () => runWithApp(context, two.names)]
  for (const ask of elsewhere) await expect(ask()).rejects.toMatchObject({ code: 'NO_APP_CONTEXT' })
})
