import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { createTestDatabase } from '@repo/devdb/testing'
import { pgSchema, text } from 'drizzle-orm/pg-core'
import { Elysia, t } from 'elysia'
import postgres from 'postgres'
import { createTestServer } from '../../test/create-test-server.ts'
import { echoApp } from '../../test/echo-app.ts'
import { currentApp } from '../app/current.ts'
import { type AnyAppBackend, defineApp } from '../app/define-app.ts'
import { AppError } from '../errors/app-error.ts'
import { createServer } from './server.ts'

// Processes and faults: on a busy machine they take more than Bun's 5 s.
setDefaultTimeout(30_000)

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
    const register = (overrides: object) => host.server.register(echoApp('bad'), overrides)
    expect(register({ features: { quiet: true } })).rejects.toThrow(
      'declares no feature "quiet": it has loud, slow',
    )
    expect(register({ settings: { limits: 5 } })).rejects.toThrow('/limits is not declared')
    expect(register({ settings: { limit: 500 } })).rejects.toThrow(
      '/limit: expected integer to be less or equal to 100',
    )
  })
})

describe('a registration', () => {
  test('makes the schema and two roles, migrates, and runs onRegister inside the app', async () => {
    let seen: unknown
    const app = defineApp({ slug: 'my-app', name: 'Mine' }).backend({
      migrations: [init],
      routes: noRoutes,
      async onRegister({ db, config }) {
        await db.sql`INSERT INTO things VALUES (1)`
        seen = { app: currentApp()?.slug, schema: config.databaseSchema }
      },
    })
    const context = await host.server.register(app)
    expect(context).toMatchObject({ id: 'my-app', slug: 'my-app', name: 'Mine', schema: 'app_my_app' })
    expect(seen).toEqual({ app: 'my-app', schema: 'app_my_app' })
    const roles =
      await admin`SELECT rolname, rolsuper, rolcreaterole FROM pg_roles WHERE rolname LIKE '%app_my_app' ORDER BY 1`
    expect(roles.map(({ rolname }) => rolname)).toEqual(['app_my_app', 'owner_app_my_app'])
    expect(roles.some(({ rolsuper, rolcreaterole }) => rolsuper || rolcreaterole)).toBe(false)
    const [ledger] =
      await admin`SELECT version, name, length(checksum) AS length, dirty FROM app_my_app.__migrations`
    expect(ledger).toEqual({ version: '0', name: 'init', length: 64, dirty: false })
    expect(await admin`SELECT id FROM app_my_app.things`).toHaveLength(1)
  })

  test('of a slug that is taken is refused, also while the first is under way', async () => {
    const app = echoApp('twice')
    const [first, second] = await Promise.allSettled([host.server.register(app), host.server.register(app)])
    expect(first.status).toBe('fulfilled')
    expect(second).toMatchObject({ reason: { code: 'APP_ALREADY_REGISTERED' } })
    expect(host.server.register(app)).rejects.toMatchObject({ code: 'APP_ALREADY_REGISTERED' })
  })

  test('whose migration fails names it and leaves no schema and no role', async () => {
    const app = echoApp('halfway', {
      migrations: [init, { version: 1, name: 'broken', up: 'SELECT no_such_column' }],
    })
    expect(host.server.register(app)).rejects.toMatchObject({
      code: 'MIGRATION_FAILED',
      message: expect.stringContaining('0001_broken failed: column "no_such_column" does not exist'),
    })
    await host.server.register(app).catch(() => {})
    expect(await schemas()).not.toContain('app_halfway')
    expect(await admin`SELECT 1 FROM pg_roles WHERE rolname LIKE '%app_halfway'`).toHaveLength(0)
    expect((await host.get('/who', { 'x-app-id': 'halfway' })).status).toBe(404)
  })

  test('whose onRegister fails leaves a new schema gone, and can be tried again', async () => {
    let attempts = 0
    const app = defineApp({ slug: 'moody', name: 'Moody' }).backend({
      migrations: [init],
      routes: noRoutes,
      onRegister() {
        attempts++
        if (attempts === 1) throw new AppError('CONFLICT', { message: 'not today' })
      },
    })
    expect(host.server.register(app)).rejects.toThrow('not today')
    await Bun.sleep(0)
    while (attempts === 0 || (await schemas()).includes('app_moody')) await Bun.sleep(10)
    await host.server.register(app)
    expect(await schemas()).toContain('app_moody')
  })

  test('whose onRegister fails keeps a schema that was there before, with its rows', async () => {
    const backend = (fails: boolean) =>
      defineApp({ slug: 'kept', name: 'Kept' }).backend({
        migrations: [init],
        routes: noRoutes,
        async onRegister({ db }) {
          if (fails) throw new Error('not this time')
          await db.sql`INSERT INTO things VALUES (7)`
        },
      })
    await host.server.register(backend(false))
    await using second = await serverOn(host.databaseUrl)
    expect(second.register(backend(true))).rejects.toThrow('not this time')
    expect(await admin`SELECT id FROM app_kept.things`).toEqual([{ id: 7 }] as never)
  })

  test('by five hosts at once leaves one schema and one ledger row each', async () => {
    await using database = await createTestDatabase()
    const hosts = await Promise.all(Array.from({ length: 5 }, () => serverOn(database.url)))
    const app = echoApp('crowded', {
      migrations: [init, { version: 1, name: 'more', up: 'CREATE TABLE more (id int)' }],
    })
    await Promise.all(hosts.map((server) => server.register(app)))
    const sql = postgres(database.url, { max: 1 })
    expect(await sql`SELECT version FROM app_crowded.__migrations ORDER BY 1`).toHaveLength(2)
    await sql.end()
    await Promise.all(hosts.map((server) => server.shutdown()))
  })

  test('with migrateOnStart off touches nothing, says why it is not ready, and serves once somebody has migrated', async () => {
    await using database = await createTestDatabase()
    await using server = await serverOn(database.url, { migrateOnStart: false })
    const slug = `later-${database.name.slice(-8)}`
    const app = echoApp(slug, { migrations: [init] })
    await server.register(app)
    const ask = (path: string) =>
      server.fetch(new Request(`http://localhost${path}`, { headers: { 'x-app-id': slug } }))
    const ready = await ask('/readyz')
    expect(ready.status).toBe(503)
    expect(JSON.stringify(await ready.json())).toContain(`app ${slug}: role`)
    expect(await (await ask('/who')).json()).toMatchObject({ status: 503, code: 'APP_UNAVAILABLE' })
    const sql = postgres(database.url, { max: 1 })
    expect(await sql`SELECT 1 FROM pg_namespace WHERE nspname LIKE 'app\\_later%'`).toHaveLength(0)
    await sql.end()

    await using migrator = await serverOn(database.url)
    await migrator.register(app)
    let status = 503
    for (
      const deadline = performance.now() + 5000;
      status !== 200 && performance.now() < deadline;
      await Bun.sleep(50)
    ) {
      status = (await ask('/readyz')).status
    }
    expect(status).toBe(200)
    expect((await ask('/who')).status).toBe(200)

    await using older = await serverOn(database.url, { migrateOnStart: false })
    await older.register(echoApp(slug))
    expect((await older.fetch(new Request('http://localhost/readyz'))).status).toBe(200)
  })

  test('that becomes ready later and whose onRegister fails then says so in the log, and serves once it succeeds', async () => {
    let attempts = 0
    const app = defineApp({ slug: 'late-hook', name: 'Late' }).backend({
      migrations: [init],
      routes: () => new Elysia().get('/up', 'up'),
      onRegister() {
        attempts++
        if (attempts === 1) throw new Error('not at first')
      },
    })
    await using watching = await createTestServer({ migrateOnStart: false })
    await watching.server.register(app)
    await using migrator = await serverOn(watching.databaseUrl)
    await migrator.register({ ...app, onRegister() {} })
    let status = 503
    for (
      const deadline = performance.now() + 5000;
      status !== 200 && performance.now() < deadline;
      await Bun.sleep(50)
    ) {
      status = (await watching.get('/readyz')).status
    }
    expect([status, attempts]).toEqual([200, 2])
    expect(watching.lines.find(({ msg }) => msg === 'not ready')).toMatchObject({
      app: 'late-hook',
      err: { message: 'not at first' },
    })
  })

  test('whose onRegister has used the database and fails can be tried again', async () => {
    let attempts = 0
    const app = defineApp({ slug: 'retried', name: 'Retried' }).backend({
      migrations: [init],
      routes: noRoutes,
      async onRegister({ db }) {
        attempts++
        await db.sql`SELECT * FROM things`
        if (attempts === 1) throw new Error('not today')
      },
    })
    expect(await host.server.register(app).catch((error: Error) => error.message)).toBe('not today')
    await host.server.register(app)
    expect(attempts).toBe(2)
  })
})

test.each([
  [{ mode: 'both' }, 'mode'],
  [{ databaseUrl: 'mysql://localhost' }, 'databaseUrl'],
  [{ databaseRoleSecret: 'short' }, 'databaseRoleSecret'],
  [{ port: 70000 }, 'port'],
  [{ maxBodyBytes: 0 }, 'maxBodyBytes'],
  [{ requestTimeoutSeconds: -1 }, 'requestTimeoutSeconds'],
])('a wrong option is a TypeError that names it and does not say its value: %p', (wrong, name) => {
  const right = {
    mode: 'multi',
    databaseUrl: 'postgres://localhost/x',
    databaseRoleSecret: 'x'.repeat(32),
  } as const
  const make = () => createServer({ ...right, ...wrong } as Parameters<typeof createServer>[0])
  expect(make).toThrow(TypeError)
  expect(make).toThrow(`option "${name}"`)
  expect(make).not.toThrow(/mysql|short/)
})

async function serverOn(databaseUrl: string, options: { migrateOnStart?: boolean } = {}) {
  const { createLogger } = await import('../log/logger.ts')
  const server = createServer({
    mode: 'multi',
    databaseUrl,
    databaseRoleSecret: 'a secret of the tests, the same for all',
    logger: createLogger({ level: 'silent' }),
    ...options,
  })
  return Object.assign(server, { [Symbol.asyncDispose]: () => server.shutdown() })
}
