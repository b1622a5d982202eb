import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import postgres from 'postgres'
import { createTestServer } from '../../test/create-test-server.ts'
import { createTestTokens } from '../../test/create-test-tokens.ts'
import { authKeys, guardedApp } from '../../test/guarded-app.ts'
import type { AppContext } from '../app/app-context.ts'

type Host = Awaited<ReturnType<typeof createTestServer>>

const organizationId = '7d0f5a8e-9f1c-4c0e-8b1a-0d5a3c1e2f4b'
const id = '0b9a2c64-1f3e-4a57-9a3f-5f2f6d1c7e80'

describe.each(['multi', 'single'] as const)('in %s mode', (mode) => {
  const app = guardedApp()
  let host: Host
  let url: URL
  let context: AppContext
  beforeAll(async () => {
    host = await createTestServer({ mode, authKeys, openapi: true })
    context = await host.server.register(app.backend, { features: { beta: true } })
    url = (await host.server.run()).url
  })
  afterAll(() => host[Symbol.asyncDispose]())

  const named: Record<string, string> = mode === 'multi' ? { 'x-app-id': 'guarded' } : {}
  type Init = { method?: string; body?: string; headers?: Record<string, string> }
  const get = (path: string, token?: string, { headers, ...init }: Init = {}) =>
    host.get(path, { ...named, ...headers, ...(token && { authorization: `Bearer ${token}` }) }, init)
  const tokenOf = (subject: { role?: string; permissions?: string[]; organizationId?: string } = {}) =>
    app.tokens.issueAccess({ id, ...subject } as never) // of names that the app declares, or does not
  const statusOf = async (path: string, token?: string, init?: Init) => (await get(path, token, init)).status

  test.each([
    '/me',
    '/items/1?page=1',
    '/owner',
    '/some-role',
    '/both',
    '/either',
    '/beta-role',
    '/organization',
    '/tenant',
    '/noisy',
    '/nested/thing',
    '/group/thing',
    '/inside',
    '/later',
  ])('nobody gets into %s', async (path) => {
    app.ran.length = 0
    const response = await get(path)
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toBe('Bearer')
    expect(await response.json()).toMatchObject({ code: 'NOT_AUTHENTICATED' })
    expect(app.ran).toEqual([])
  })

  test('nobody is told that first, whatever else is wrong', async () => {
    const json = { 'content-type': 'application/json' }
    const post = (path: string, body: string, headers: Record<string, string>) =>
      statusOf(path, undefined, { method: 'POST', body, headers })
    expect(await statusOf('/items/none')).toBe(401)
    expect(await statusOf('/items/1?page=none')).toBe(401)
    expect(await post('/things', '{', json)).toBe(401)
    expect(await post('/things', '{}', json)).toBe(401)
    expect(await post('/things', 'name', { 'content-type': 'text/csv' })).toBe(401)
    expect(await post('/things', 'x'.repeat(10_000_000), json)).toBe(401)
    expect(await post('/text', 'x'.repeat(10_000_000), {})).toBe(401)
    expect(await post('/raw', 'x'.repeat(10_000_000), {})).toBe(401)
    expect(await post('/inside', '{', json)).toBe(401)
  })

  test('nobody is told so before a byte of the body is read', async () => {
    let read = 0
    const body = new ReadableStream({ pull: () => void read++ }, { highWaterMark: 0 })
    const headers = { ...named, 'content-type': 'application/json' }
    const answer = host.get('/things', headers, { method: 'POST', body, duplex: 'half' } as RequestInit)
    expect((await answer).status).toBe(401)
    expect(read).toBe(0)
  })

  test('a refusal, an unknown path and a preflight ask the database nothing', async () => {
    const good = await tokenOf({ organizationId })
    const expired = await createTestTokens({ app: context, now: () => Date.now() - 3_600_000 }).issueAccess({
      id,
    })
    const sql = postgres(host.databaseUrl, { max: 1, onnotice: () => {} })
    await using _ = { [Symbol.asyncDispose]: () => sql.end() }
    await sql.begin(async (lock) => {
      await lock`LOCK TABLE app_guarded.__revocations`
      for (const token of [undefined, 'nonsense', expired]) expect(await statusOf('/tenant', token)).toBe(401)
      expect(await statusOf('/unknown')).toBe(404)
      const preflight = { origin: 'https://a.example', 'access-control-request-method': 'GET' }
      expect(await statusOf('/tenant', undefined, { method: 'OPTIONS', headers: preflight })).toBe(405)
    })
    expect(await statusOf('/tenant', good)).toBe(200)
  })

  test('who asks gets in, and the handler knows them', async () => {
    const token = await tokenOf({ role: 'member', organizationId })
    expect(await (await get('/me', token)).json()).toEqual({
      id,
      type: 'user',
      email: null,
      name: null,
      organizationId,
      organizationSlug: null,
      role: 'member',
      permissions: ['thing:read'],
      scopes: [],
      clientId: null,
      isPlatformAdmin: false,
      federationId: null,
    })
    for (const path of [
      '/nested/thing',
      '/group/thing',
      '/later',
      '/noisy',
      '/some-role',
      '/either',
      '/organization',
    ]) {
      expect([path, await statusOf(path, token)]).toEqual([path, 200])
    }
    expect(await statusOf('/items/none?page=1', token)).toBe(422)
    const init = {
      method: 'POST',
      body: 'x'.repeat(2_000_000),
      headers: { 'content-type': 'application/json' },
    }
    expect(await statusOf('/raw', token, init)).toBe(413)
  })

  test('a role is needed, of several one; a permission, of several all', async () => {
    const [owner, member, guest] = [
      await tokenOf({ role: 'owner' }),
      await tokenOf({ role: 'member' }),
      await tokenOf({ role: 'guest' }),
    ]
    const writer = await tokenOf({ role: 'member', permissions: ['thing:write'] })
    const statuses = async (path: string) =>
      Promise.all([owner, member, guest, writer].map((token) => statusOf(path, token)))
    expect(await statuses('/owner')).toEqual([200, 403, 403, 403])
    expect(await statuses('/inside')).toEqual([200, 403, 403, 403])
    expect(await statuses('/some-role')).toEqual([200, 200, 403, 200])
    expect(await statuses('/both')).toEqual([200, 403, 403, 200])
    expect(await statuses('/either')).toEqual([200, 200, 403, 200])
    expect(await (await get('/owner', guest)).json()).toMatchObject({ code: 'FORBIDDEN' })
  })

  test('a role that the app does not declare is none, and "*" is no permission of a token', async () => {
    for (const role of ['root', 'constructor', '__proto__']) {
      expect(await (await get('/me', await tokenOf({ role }))).json()).toMatchObject({
        role: null,
        permissions: [],
      })
    }
    const token = await tokenOf({ permissions: ['*', 'other:thing'] })
    expect(await (await get('/me', token)).json()).toMatchObject({ permissions: [] })
  })

  test('a feature that is off is 403, and to nobody 401 where somebody is needed', async () => {
    const off = guardedApp('off')
    const own = await createTestServer({ mode: 'single', authKeys, databaseUrl: host.databaseUrl })
    await using _ = own
    await own.server.register(off.backend)
    const refused = await own.get('/beta')
    expect(refused.status).toBe(403)
    expect(await refused.json()).toMatchObject({ code: 'FEATURE_NOT_ENABLED' })
    expect((await own.get('/beta-role')).status).toBe(401)
    expect(await statusOf('/beta')).toBe(200)
  })

  test('rls runs for the organization and the user, and for nobody without one', async () => {
    const token = await tokenOf({ organizationId })
    expect(await (await get('/tenant', token)).json()).toEqual({ tenant: organizationId, user: id })
    expect(await statusOf('/tenant', await tokenOf())).toBe(403)
    expect(await statusOf('/tenant', await tokenOf({ organizationId: "x'; DROP TABLE y" }))).toBe(403)
    expect(await statusOf('/organization', await tokenOf())).toBe(403)
  })

  test('an open route serves everybody, also with credentials that are not good', async () => {
    expect(await (await get('/open')).json()).toEqual({ principal: null, authenticated: false })
    expect(await (await get('/open', 'nonsense')).json()).toEqual({ principal: null, authenticated: false })
    expect(await (await get('/open', await tokenOf())).json()).toEqual({ principal: id, authenticated: true })
  })

  test('a WebSocket opens for who asks, and for nobody else', async () => {
    const socketUrl = new URL('/socket', url.href.replace('http', 'ws'))
    const echo = async (token?: string) => {
      const headers = { ...named, ...(token && { authorization: `Bearer ${token}` }) }
      const socket = new WebSocket(socketUrl, { headers } as Bun.WebSocketOptions)
      const { promise, resolve } = Promise.withResolvers<string>()
      socket.onopen = () => socket.send('hello')
      socket.onmessage = ({ data }) => resolve(String(data))
      socket.onerror = () => resolve('refused')
      const answer = await promise
      socket.close()
      return answer
    }
    expect(await echo(await tokenOf())).toBe('hello')
    expect(await echo()).toBe('refused')
    expect(await echo('nonsense')).toBe('refused')
  })

  test('the description says who may, and what is answered to others', async () => {
    const { paths, components } = (await (await get('/openapi/json')).json()) as {
      paths: Record<string, Record<string, { security?: object[]; responses: object }>>
      components: { securitySchemes: object }
    }
    expect(components.securitySchemes).toMatchObject({ bearer: { type: 'http', scheme: 'bearer' } })
    expect(paths['/owner']?.get?.security).toEqual([{ bearer: [] }])
    expect(Object.keys(paths['/owner']?.get?.responses ?? {})).toEqual(expect.arrayContaining(['401', '403']))
    expect(paths['/me']?.get?.responses).not.toHaveProperty('403')
    expect(paths['/beta']?.get?.responses).toHaveProperty('403')
    expect(paths['/open']?.get?.security).toBeUndefined()
    expect(paths['/open']?.get?.responses).not.toHaveProperty('401')
  })
})
