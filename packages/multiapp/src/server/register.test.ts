import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { createTestDatabase } from '@repo/devdb/testing'
import { Elysia } from 'elysia'
import postgres from 'postgres'
import { createTestServer } from '../../test/create-test-server.ts'
import { echoApp } from '../../test/echo-app.ts'
import { currentApp } from '../app/current.ts'
import { defineApp } from '../app/define-app.ts'
import { AppError } from '../errors/app-error.ts'

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
const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  )

describe('a registration', () => {
  test.concurrent('makes the schema and two roles, migrates, and runs onRegister inside the app', async () => {
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

  test.concurrent('of a slug that is taken is refused, also while the first is under way', async () => {
    const app = echoApp('twice')
    const [first, second] = await Promise.allSettled([host.server.register(app), host.server.register(app)])
    expect(first.status).toBe('fulfilled')
    expect(second).toMatchObject({ reason: { code: 'APP_ALREADY_REGISTERED' } })
    expect(await failureOf(host.server.register(app))).toMatchObject({ code: 'APP_ALREADY_REGISTERED' })
  })

  test.concurrent('whose migration fails names it and leaves no schema and no role', async () => {
    const app = echoApp('halfway', {
      migrations: [init, { version: 1, name: 'broken', up: 'SELECT no_such_column' }],
    })
    expect(await failureOf(host.server.register(app))).toMatchObject({
      code: 'MIGRATION_FAILED',
      message: expect.stringContaining('0001_broken failed: column "no_such_column" does not exist'),
    })
    expect(await schemas()).not.toContain('app_halfway')
    expect(await admin`SELECT 1 FROM pg_roles WHERE rolname LIKE '%app_halfway'`).toHaveLength(0)
    expect((await host.get('/who', { 'x-app-id': 'halfway' })).status).toBe(404)
  })

  test.concurrent('whose onRegister fails leaves a new schema gone, and can be tried again', async () => {
    let attempts = 0
    const app = defineApp({ slug: 'moody', name: 'Moody' }).backend({
      migrations: [init],
      routes: noRoutes,
      onRegister() {
        attempts++
        if (attempts === 1) throw new AppError('CONFLICT', { message: 'not today' })
      },
    })
    expect(await failureOf(host.server.register(app))).toMatchObject({ message: 'not today' })
    expect(await schemas()).not.toContain('app_moody')
    await host.server.register(app)
    expect(await schemas()).toContain('app_moody')
  })

  test.concurrent('whose onRegister fails keeps a schema that was there before, with its rows', async () => {
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
    await using second = await createTestServer({ databaseUrl: host.databaseUrl })
    expect(await failureOf(second.server.register(backend(true)))).toMatchObject({ message: 'not this time' })
    expect(await admin`SELECT id FROM app_kept.things`).toEqual([{ id: 7 }] as never)
  })

  test.concurrent('by five hosts at once leaves one schema and one ledger row each', async () => {
    await using database = await createTestDatabase()
    const hosts = await Promise.all(
      Array.from({ length: 5 }, () => createTestServer({ databaseUrl: database.url })),
    )
    const app = echoApp('crowded', {
      migrations: [init, { version: 1, name: 'more', up: 'CREATE TABLE more (id int)' }],
    })
    await Promise.all(hosts.map(({ server }) => server.register(app)))
    const sql = postgres(database.url, { max: 1 })
    expect(await sql`SELECT version FROM app_crowded.__migrations ORDER BY 1`).toHaveLength(2)
    await sql.end()
    await Promise.all(hosts.map(({ server }) => server.shutdown()))
  })

  test.concurrent('whose onRegister has used the database and fails can be tried again', async () => {
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
    expect(await failureOf(host.server.register(app))).toMatchObject({ message: 'not today' })
    await host.server.register(app)
    expect(attempts).toBe(2)
  })
})
