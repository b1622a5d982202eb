import { afterAll, beforeAll, expect, test } from 'bun:test'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createTestDatabase, type TestDatabase } from '@repo/devdb/testing'
import { type AppServer, createLogger, createServer } from '@repo/multiapp'
import { apps } from './apps.ts'

let database: TestDatabase
let server: AppServer
beforeAll(async () => {
  database = await createTestDatabase()
  server = createServer({
    mode: 'multi',
    databaseUrl: database.url,
    databaseRoleSecret: 'a secret of the tests, the same for all',
    logger: createLogger({ level: 'silent' }),
  })
  for (const app of apps) await server.register(app)
})
afterAll(async () => {
  await server.shutdown()
  await database.drop()
})

test('every folder beside the host is an app of the host', () => {
  const folders = readdirSync(join(import.meta.dir, '../..')).filter((name) => name !== 'host')
  expect(apps.map(({ slug }) => slug).sort()).toEqual(folders.sort())
})

test.each(apps.map(({ slug }) => [slug]))('%s answers in the host, by its header', async (slug) => {
  const ask = (path: string) =>
    server.fetch(new Request(`http://localhost${path}`, { headers: { 'x-app-id': slug } }))
  expect(await (await ask('/api/info')).json()).toMatchObject({ slug })
  expect(await (await ask('/health')).json()).toEqual({ status: 'ok', app: slug })
})
