import { afterAll, beforeAll, expect, test } from 'bun:test'
import { createTestDatabase, type TestDatabase } from '@repo/devdb/testing'
import { createDatabase, type Database } from './database.ts'
import { sqlState } from './database-error.ts'
import { rolePrefixPattern, rolesOf } from './roles.ts'

const init = { version: 0, name: 'init', up: 'CREATE TABLE things (id int)' }
const noPrefix = 'the secret of production, with no prefix'
const staged = 'the secret of staging, which has a prefix'

const databases: Database[] = []
let production: TestDatabase
let staging: TestDatabase
beforeAll(async () => {
  ;[production, staging] = await Promise.all([createTestDatabase(), createTestDatabase()])
})
afterAll(async () => {
  await Promise.all(databases.map((database) => database.close()))
  await Promise.all([production.drop(), staging.drop()])
})

/** A host that has registered the app. */
async function startHost(url: string, slug: string, roleSecret: string, rolePrefix = '') {
  const database = createDatabase({ url, roleSecret, rolePrefix })
  databases.push(database)
  await database.prepare(slug, { migrations: [init] })
  return database
}

async function whoIs(database: Database, slug: string) {
  const [row] = await database.forApp(slug, {})
    .sql`SELECT current_user AS role, current_schema() AS schema, current_setting('application_name') AS name`
  return { role: row?.role, schema: row?.schema, name: row?.name }
}

test.concurrent('two databases of one cluster live side by side with secrets and prefixes of their own', async () => {
  const first = await startHost(production.url, 'beside', noPrefix)
  const second = await startHost(staging.url, 'beside', staged, 'staging_')
  expect(await whoIs(first, 'beside')).toEqual({
    role: 'app_beside',
    schema: 'app_beside',
    name: 'app_beside',
  })
  const ofStaging = { role: 'staging_app_beside', schema: 'app_beside', name: 'staging_app_beside' }
  expect(await whoIs(second, 'beside')).toEqual(ofStaging)
  expect(await first.unreadyReason('beside', [init])).toBeUndefined()

  await second.dropSchema('beside')
  const roles = await first.admin('look', (sql) => sql`SELECT 1 FROM pg_roles WHERE rolname ~ 'app_beside$'`)
  expect(roles).toHaveLength(2)
  expect((await whoIs(await startHost(production.url, 'beside', noPrefix), 'beside')).role).toBe('app_beside')
})

test.concurrent('without a prefix, a start with another secret takes the password from the first host', async () => {
  const first = await startHost(production.url, 'taken', noPrefix)
  await startHost(staging.url, 'taken', staged)
  const refused = first.forApp('taken', {}).sql`SELECT 1`.then(() => 'no error', sqlState)
  expect(await refused).toBe('28P01')
  expect(await first.unreadyReason('taken', [init])).toBe(
    'role app_taken cannot log in: it is not made yet, or with another DATABASE_ROLE_SECRET',
  )
})

test.concurrent('a database that has been made with another prefix is refused, and says with which', async () => {
  const first = await startHost(production.url, 'moved', noPrefix)
  const error = await startHost(production.url, 'moved', noPrefix, 'new_').catch((reason) => reason)
  expect(error.message).toBe(
    'the schema app_moved is of role owner_app_moved, not of new_owner_app_moved: one database has one DATABASE_ROLE_PREFIX',
  )
  expect((await whoIs(first, 'moved')).role).toBe('app_moved')
})

test('the longest role of the longest slug fits in 63 bytes', () => {
  const { owner } = rolesOf('a'.repeat(40), 'p'.repeat(13))
  expect(owner).toHaveLength(63)
  expect(rolePrefixPattern.test('p'.repeat(14))).toBe(false)
})

test.each(['Staging_', 'a-b', '1a', 'pg_', 'a"', 'app_', 'x_app_', 'owner_', 'x_owner_', 'p'.repeat(14)])(
  'the prefix %s is refused',
  (rolePrefix) => {
    const create = () => createDatabase({ url: 'postgres://u@h/d', roleSecret: noPrefix, rolePrefix })
    expect(create).toThrow('the prefix of roles: expected at most 13 lower-case letters, digits and _')
  },
)

test('no two prefixes give two apps one role', () => {
  const prefixes = ['', 'a', 'a_', 'owner', 'app', 'staging_', 'multi'].filter(
    (prefix) => prefix === '' || rolePrefixPattern.test(prefix),
  )
  const slugs = ['x', 'app-x', 'a-app-x', 'owner-app-x', 'app', 'owner']
  const names = prefixes.flatMap((prefix) =>
    slugs.flatMap((slug) => [rolesOf(slug, prefix).app, rolesOf(slug, prefix).owner]),
  )
  expect(new Set(names).size).toBe(names.length)
})
