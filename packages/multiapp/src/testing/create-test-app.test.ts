import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { generateKeyPairSync } from 'node:crypto'
import { availableParallelism, loadavg } from 'node:os'
import { Elysia, t } from 'elysia'
import { defineApp } from '../app/define-app.ts'
import { readEnv } from '../env/env.ts'
import { createTestApp, type TestApp } from './create-test-app.ts'

const backend = defineApp({
  slug: 'rooms',
  name: 'Rooms',
  roles: { owner: ['*'], guest: ['room:read'] },
}).backend({
  migrations: [{ version: 1, name: 'rooms', up: 'CREATE TABLE rooms (name text PRIMARY KEY)' }],
  routes: ({ db, plugin }) =>
    new Elysia()
      .use(plugin)
      .get('/me', ({ principal }) => ({ ...principal, permissions: [...principal.permissions] }), {
        requireAuth: true,
      })
      .post(
        '/rooms',
        async ({ body: { name }, set }) => {
          await db.sql`INSERT INTO rooms VALUES (${name})`
          set.status = 201
          return { name }
        },
        { requireRole: 'owner', body: t.Object({ name: t.String({ minLength: 1 }) }) },
      )
      .all(
        '/echo',
        async ({ request }) => {
          const { method, headers } = request
          return {
            method,
            type: headers.get('content-type'),
            tag: headers.get('if-match'),
            body: await request.text(),
          }
        },
        { parse: 'none' },
      ),
})

describe.each(['single', 'multi'] as const)('a test app in %s mode', (mode) => {
  let app: TestApp<typeof backend>
  beforeAll(async () => {
    app = await createTestApp(backend, { mode })
  })
  afterAll(() => app[Symbol.asyncDispose]())

  test('is asked by nobody itself, and by principals with the rights they are given', async () => {
    expect((await app.get('/me')).status).toBe(401)
    const ann = await app.asPrincipal({ role: 'guest', name: 'Ann', email: 'ann@example.com' })
    const { id, organizationId } = ann
    const permissions = ['room:read']
    const known = { id, organizationId, permissions, role: 'guest', name: 'Ann', email: 'ann@example.com' }
    expect(await ann.get('/me').json()).toMatchObject(known)
    expect(await (await app.request('/me', { headers: ann.headers })).json()).toMatchObject({ id })
    expect(await ann.post('/rooms', { name: 'Attic' }).problem()).toMatchObject({
      status: 403,
      code: 'FORBIDDEN',
    })
  })

  test('gives each principal an organization of their own, the one that is named, or none', async () => {
    const [ann, bob] = await Promise.all([app.asPrincipal(), app.asPrincipal()])
    expect(ann.id).not.toBe(bob.id)
    expect(ann.organizationId).not.toBe(bob.organizationId)
    const { organizationId } = ann
    const permissions = ['room:read'] as const
    const carl = await app.asPrincipal({ organization: organizationId, permissions })
    expect(await carl.get('/me').json()).toMatchObject({ organizationId, role: null, permissions })
    const dora = await app.asPrincipal({ organization: null })
    expect(await dora.get('/me').json()).toMatchObject({ id: dora.id, organizationId: null })
  })

  test('sends every method, bodies as JSON, and more headers', async () => {
    const headers = { 'if-match': '"1"' }
    const sent = { type: 'application/json', tag: '"1"', body: '{"a":1}' }
    for (const method of ['post', 'put', 'patch', 'delete'] as const) {
      const echo = await app[method]('/echo', { a: 1 }, headers).json()
      expect(echo).toEqual({ method: method.toUpperCase(), ...sent })
    }
    expect(await app.send('REPORT', '/echo', { a: 1 }, headers).json()).toEqual({ method: 'REPORT', ...sent })
    expect(await app.get('/echo', headers).json()).toEqual({
      method: 'GET',
      type: null,
      tag: '"1"',
      body: '',
    })
  })

  test('says what came instead of what was expected', async () => {
    const owner = await app.asPrincipal({ role: 'owner' })
    const wanted = owner.post('/rooms', {}).json()
    expect(wanted).rejects.toThrow(/^\/rooms: expected a 2xx with JSON, got 422 .*VALIDATION_FAILED/)
    const refusal = owner.post('/rooms', { name: 'Cellar' }).problem()
    expect(refusal).rejects.toThrow('/rooms: expected a problem document, got 201 {"name":"Cellar"}')
    await Promise.allSettled([wanted, refusal])
  })

  test('has what the app was given, and a connection past it', async () => {
    await app.deps.db.sql`INSERT INTO rooms VALUES ('by the app')`
    const rows = await app.asAdmin(
      (sql) => sql`SELECT name, current_user AS role FROM rooms WHERE name LIKE 'by%'`,
    )
    expect(rows[0]?.name).toBe('by the app')
    expect(rows[0]?.role).not.toBe('app_rooms')
  })

  test('has hosts beside it on its database, and keeps it when they end', async () => {
    const { databaseUrl } = app
    const owner = await app.asPrincipal({ role: 'owner' })
    await owner.post('/rooms', { name: 'Shared' }).json()
    {
      await using beside = await createTestApp(backend, { mode, databaseUrl })
      expect(await beside.deps.db.sql`SELECT FROM rooms WHERE name = 'Shared'`).toHaveLength(1)
      expect((await beside.get('/me', owner.headers)).status).toBe(200)
    }
    expect((await owner.get('/me')).status).toBe(200)
  })
})

test.each(['single', 'multi'] as const)(
  'a test app in %s mode listens where its origin says',
  async (mode) => {
    await using app = await createTestApp(backend, { mode, listen: true })
    const ann = await app.asPrincipal()
    expect(new URL(app.origin).hostname).toBe(mode === 'multi' ? 'rooms.localhost' : 'localhost')
    const answer = await fetch(`${app.origin}/me`, { headers: ann.headers })
    expect(await answer.json()).toMatchObject({ id: ann.id })
    expect(await ann.get('/me').json()).toMatchObject({ id: ann.id })
  },
)

test.each([
  ['secrets', { secrets: ['of today: 0123456789abcdefghijkl', 'of yesterday: 0123456789abcdefgh'] }],
  ['key pairs', { algorithm: 'EdDSA', keys: [privateKey()] }],
] as const)(
  'the environment of a test app is that of one more host, with keys that are %s',
  async (_, authKeys) => {
    await using app = await createTestApp(backend, { server: { authKeys } })
    const env = readEnv(['rooms'], app.env)
    await using beside = await createTestApp(backend, {
      databaseUrl: env.databaseUrl,
      ...(env.authKeys && { server: { authKeys: env.authKeys } }),
    })
    const ann = await app.asPrincipal({ role: 'guest' })
    expect(await beside.get('/me', ann.headers).json()).toMatchObject({ id: ann.id })
    expect(env.databaseRoleSecret).toBe(app.env.DATABASE_ROLE_SECRET ?? '')
  },
)

// Measured by what others leave of the machine.
test('a test app is there within 200 ms', async () => {
  const limit = 200 * Math.max(1, (loadavg()[0] ?? 0) / availableParallelism())
  const times: number[] = []
  while (times.length < 10 && !(Math.min(...times) < limit)) {
    const start = performance.now()
    await using app = await createTestApp(backend)
    times.push(performance.now() - start)
    expect(await app.deps.db.sql`SELECT 1 FROM rooms`).toHaveLength(0)
  }
  expect(Math.min(...times)).toBeLessThan(limit)
})

test('an app that does not start leaves no database', async () => {
  let used: unknown
  const failing = defineApp({ slug: 'failing', name: 'Failing' }).backend({
    routes: () => new Elysia(),
    async onRegister({ db }) {
      const [row] = await db.sql`SELECT current_database() AS name`
      used = row?.name
      throw new Error('no start')
    },
  })
  expect(await createTestApp(failing).catch((error) => error.message)).toContain('no start')
  await using app = await createTestApp(backend)
  const rows = await app.asAdmin((sql) => sql`SELECT datname AS name FROM pg_database`)
  expect(used).toStartWith('test_')
  expect(rows.map(({ name }) => name)).not.toContain(used)
})

function privateKey(): string {
  const { privateKey } = generateKeyPairSync('ed25519')
  return String(privateKey.export({ type: 'pkcs8', format: 'pem' })).trim()
}
