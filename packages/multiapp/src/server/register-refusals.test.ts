import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { pgSchema, text } from 'drizzle-orm/pg-core'
import { Elysia, t } from 'elysia'
import postgres from 'postgres'
import { createTestServer } from '../../test/create-test-server.ts'
import { echoApp } from '../../test/echo-app.ts'
import { type AnyAppBackend, defineApp } from '../app/define-app.ts'
import type { AppError } from '../errors/app-error.ts'

let host: Awaited<ReturnType<typeof createTestServer>>
let admin: postgres.Sql
beforeAll(async () => {
  host = await createTestServer()
  admin = postgres(host.databaseUrl, { max: 1, onnotice() {} })
})
afterAll(async () => {
  await admin.end()
  await host[Symbol.asyncDispose]()
})

const schemas = async () =>
  (await admin`SELECT nspname FROM pg_namespace WHERE nspname LIKE 'app\\_%' ORDER BY 1`).map(
    ({ nspname }) => nspname,
  )
const noRoutes = () => new Elysia()
const init = { version: 0, name: 'init', up: 'CREATE TABLE things (id int PRIMARY KEY)' }

describe('what is wrong with an app is found before anything is touched', () => {
  const secret = pgSchema('secret')
  const things = secret.table('things', { id: text() })
  test.each([
    ['a slug that is none', () => echoApp('Not A Slug'), 'INVALID_SCHEMA_NAME'],
    ['a slug that is too long', () => echoApp(`a${'b'.repeat(40)}`), 'INVALID_SCHEMA_NAME'],
    [
      'a table with a schema of its own',
      () => defineApp({ slug: 'bad', name: 'Bad', tables: { things } }).backend({ routes: noRoutes }),
      'table things names the schema "secret"',
    ],
    [
      'two migrations of one version',
      () => echoApp('bad', { migrations: [init, { ...init, name: 'again' }] }),
      '0000_again: expected a version above 0',
    ],
    [
      'an empty migration',
      () => echoApp('bad', { migrations: [{ ...init, up: ' ' }] }),
      '0000_init: its SQL is empty',
    ],
    [
      'a setting without a default',
      () =>
        defineApp({ slug: 'bad', name: 'Bad', settings: t.Object({ key: t.String() }) }).backend({
          routes: noRoutes,
        }),
      '/key',
    ],
    [
      'a path that is the server’s',
      () =>
        defineApp({ slug: 'bad', name: 'Bad' }).backend({ routes: () => new Elysia().get('/livez', 'mine') }),
      '/livez',
    ],
    [
      'routes that cannot be built',
      () =>
        defineApp({ slug: 'bad', name: 'Bad' }).backend({
          routes: () => {
            throw new Error('no such file')
          },
        }),
      'no such file',
    ],
  ])('%s', async (_, app, expected) => {
    const before = await schemas()
    const failure = await host.server.register(app() as AnyAppBackend).catch((error: Error) => error)
    expect(failure).toBeInstanceOf(Error)
    const { message, code } = failure as AppError
    expect(`${code} ${message}`).toContain(expected)
    expect(await schemas()).toEqual(before)
    expect(host.server.get('bad')).toBeUndefined()
  })

  test('features and settings that the app has not declared, by name', async () => {
    const register = (overrides: object) => host.server.register(echoApp('bad'), overrides).catch(String)
    expect(await register({ features: { quiet: true } })).toContain(
      'declares no feature "quiet": it has loud, slow',
    )
    expect(await register({ settings: { limits: 5 } })).toContain('/limits is not declared')
    expect(await register({ settings: { limit: 500 } })).toContain(
      '/limit: expected integer to be less or equal to 100',
    )
  })
})
