import { afterAll, beforeAll, expect, test } from 'bun:test'
import { startForgetfulPooler } from '../../test/forgetful-pooler.ts'
import { createOwnDatabase, type OwnDatabase } from '../../test/own-database.ts'
import { rollbackApp } from '../migrations/migrate-app.ts'
import { readStatuses } from '../migrations/status.ts'
import type { Database } from './database.ts'

const plain = { version: 0, name: 'init', up: 'CREATE TABLE plain (id int)', down: 'DROP TABLE plain' }

let own: OwnDatabase
let database: Database
beforeAll(async () => {
  own = await createOwnDatabase()
  database = own.open({ plain: own.url })
})
afterAll(() => own[Symbol.asyncDispose]())

test('an app is made, migrated and served in the database of its own, as the role it names, and no role is made', async () => {
  expect(await database.unreadyReason('plain', [plain])).toBe('pending migrations 0000_init')
  expect(await database.prepare('plain', { migrations: [plain] })).toEqual([plain])
  expect(await database.prepare('plain', { migrations: [plain] })).toEqual([])
  expect(await database.unreadyReason('plain', [plain])).toBeUndefined()
  const { sql } = database.forApp('plain', {})
  const [row] =
    await sql`SELECT current_user AS role, current_database() AS database, current_schema() AS schema,
    current_setting('search_path') AS path, current_setting('application_name') AS name,
    current_setting('statement_timeout') AS timeout, count(*)::int AS rows FROM plain`
  expect(row).toEqual({
    role: own.role,
    database: own.name,
    schema: 'app_plain',
    path: '"app_plain", extensions',
    name: 'app_plain',
    timeout: '30s',
    rows: 0,
  })
  expect(await own.admin`SELECT 1 FROM pg_roles WHERE rolname LIKE '%app\\_plain'`).toHaveLength(0)
  expect(
    await database.admin('look', (session) => session`SELECT to_regnamespace('app_plain') AS found`),
  ).toEqual(
    [{ found: null }] as never, // rows, and what the driver puts beside them
  )
})

test('what an operator does finds it there, and among the others', async () => {
  await database.prepare('plain', { migrations: [plain] })
  await database.prepare('neighbour', { migrations: [plain] })
  expect(await database.listSchemas()).toEqual(expect.arrayContaining(['app_neighbour', 'app_plain']))
  expect(await database.schemaSize('plain')).toBeGreaterThan(0)
  const apps = ['plain', 'neighbour', 'unmade'].map((slug) => ({ slug, migrations: [plain] }))
  const statuses = await readStatuses(database, apps)
  expect(statuses.map(({ app, exists, pending }) => [app, exists, pending.length])).toEqual([
    ['plain', true, 0],
    ['neighbour', true, 0],
    ['unmade', false, 1],
  ])
  expect(await rollbackApp(database, { slug: 'plain', migrations: [plain] }, 1)).toEqual([plain])
  await database.dropSchema('plain')
  expect(await own.admin`SELECT 1 FROM pg_namespace WHERE nspname = 'app_plain'`).toHaveLength(0)
})

test('a pooler that drops the search_path is found out, not served from another schema', async () => {
  await using pooler = await startForgetfulPooler(new URL(own.url))
  const database = own.open({ pooled: own.url.replace(/127\.0\.0\.1:\d+/, `127.0.0.1:${pooler.port}`) })
  const refused = await database.prepare('pooled', { migrations: [plain] }).catch((error) => error)
  expect(refused.message).toStartWith(
    'app "pooled": search_path did not reach PostgreSQL, so public is where the app\'s tables would be',
  )
  const [advice = ''] = /ALTER ROLE .*$/.exec(refused.message) ?? []
  await own.admin.unsafe(advice)
  expect(await database.prepare('pooled', { migrations: [plain] })).toHaveLength(1)
  await own.admin.unsafe(`ALTER ROLE ${own.role} RESET search_path`)
})

test('errors name the app and the variable, and never say the password', async () => {
  const faults: Record<string, string> = {
    refused: own.url.replace(encodeURIComponent(own.password), 'hunter2-wrong'),
    parameter: `${own.url}?search_path=y`,
    slash: `postgres://u:${own.password}@h/d`,
    port: 'postgres://u:hunter2@127.0.0.1:1/d',
  }
  const said: unknown[] = []
  for (const [slug, url] of Object.entries(faults)) {
    try {
      const database = own.open({
        [slug]: url.replace('hunter2%2F%40', slug === 'refused' ? 'hunter2-wrong' : '$&'),
      })
      said.push(await database.prepare(slug, { migrations: [plain] }).catch((error) => error))
      said.push(await database.unreadyReason(slug, [plain]))
    } catch (error) {
      said.push(error)
    }
  }
  const text = said.map((error) => Bun.inspect(error)).join('\n')
  expect(text).not.toContain('hunter2')
  expect(said.map((error) => (error instanceof Error ? error.message : error))).toEqual([
    'app "refused": the role of DATABASE_URL_REFUSED cannot log in: look at its user and password',
    'the role of DATABASE_URL_REFUSED cannot log in: look at its user and password',
    expect.stringMatching(/^DATABASE_URL_PARAMETER: the parameter search_path is not taken here/),
    expect.stringMatching(/^DATABASE_URL_SLASH: expected postgres:\/\//),
    'app "port": the database cannot be reached (ECONNREFUSED)',
    'the database cannot be reached (ECONNREFUSED)',
  ])
})

test('a role that may not make the schema is told what to have made, and served once it is', async () => {
  await own.admin.unsafe(`REVOKE CREATE ON DATABASE ${own.name} FROM ${own.role}`)
  const database = own.open({ granted: own.url })
  const refused = await database.prepare('granted', { migrations: [plain] }).catch((error) => error)
  const [advice = ''] = /CREATE SCHEMA "app_granted" AUTHORIZATION "\w+"/.exec(refused.message) ?? []
  await own.admin.unsafe(advice)
  expect(await database.prepare('granted', { migrations: [plain] })).toHaveLength(1)
  await own.admin.unsafe(`GRANT CREATE ON DATABASE ${own.name} TO ${own.role}`)
})

test('its connections are of the budget that all apps share', async () => {
  const database = own.open({ counted: own.url }, { maxConnections: 3 })
  const slugs = ['counted', 'counted-too']
  await Promise.all(slugs.map((slug) => database.prepare(slug, { migrations: [plain] })))
  const ask = (slug: string) => database.forApp(slug, {}).sql`SELECT pg_sleep(0.005)`
  await Promise.all(slugs.flatMap((slug) => Array.from({ length: 8 }, () => ask(slug))))
  const open_ = await own.admin`SELECT application_name AS name FROM pg_stat_activity
    WHERE application_name IN ('app_counted', 'app_counted_too')`
  expect(open_.length).toBeLessThanOrEqual(3)
  expect(open_.length).toBeGreaterThan(0)
  await database.assertCapacity()
})

test('a database of its own that is down does not make the host unready', async () => {
  const database = own.open({ down: 'postgres://u:p@127.0.0.1:1/d' })
  database.forApp('down', {})
  database.forApp('neighbour', {})
  await database.ping()
  const alone = own.open({ down: 'postgres://u:p@127.0.0.1:1/d' })
  alone.forApp('down', {})
  expect(await alone.ping().catch(({ code }) => code)).toBe('DATABASE_UNAVAILABLE')
})
