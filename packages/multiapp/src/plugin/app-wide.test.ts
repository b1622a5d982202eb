import { afterAll, beforeAll, expect, test } from 'bun:test'
import { Elysia } from 'elysia'
import { createTestServer } from '../../test/create-test-server.ts'
import { authKeys } from '../../test/guarded-app.ts'
import { defineApp } from '../app/define-app.ts'
import type { AuthOptions } from '../auth/auth-options.ts'
import type { Tokens } from '../auth/tokens.ts'
import { allowAnonymous } from './anonymous.ts'
import { appInfo } from './app-info.ts'

let host: Awaited<ReturnType<typeof createTestServer>>
let tokens: Tokens
beforeAll(async () => {
  host = await createTestServer({ authKeys })
  const register = (slug: string, auth: AuthOptions) => {
    const app = defineApp({ slug, name: slug })
    return host.server.register(
      app.backend({
        auth: () => auth as never, // of any declaration
        routes: (deps) => {
          tokens = deps.tokens as unknown as Tokens // as above
          return new Elysia()
            .get('/page', () => 'page', { beforeHandle: allowAnonymous })
            .post('/form', () => 'taken', { beforeHandle: allowAnonymous })
            .get('/forgotten', () => 'forgotten')
            .use(deps.plugin)
            .use(appInfo(deps))
            .get('/inside', () => 'inside')
            .get('/outside', () => 'outside', { allowAnonymous: true })
        },
      }),
    )
  }
  await register('tenants', { requireAuth: true, rls: true })
  await register('strict', { requireAuth: true })
  await register('own-form', {
    requireAuth: true,
    onError: (error, context) =>
      new Response(`${error.code} in ${context.app?.slug}`, { status: error.status }),
  })
})
afterAll(() => host[Symbol.asyncDispose]())

const ask = (app: string, path: string, token?: string) =>
  host.get(path, { 'x-app-id': app, ...(token && { authorization: `Bearer ${token}` }) })

test('an app that requires authentication requires it of every route, but for those that say otherwise', async () => {
  const statuses = async (path: string) => (await ask('strict', path)).status
  expect(await statuses('/inside')).toBe(401)
  expect(await statuses('/outside')).toBe(200)
  expect(await statuses('/api/info')).toBe(200)
  expect(await statuses('/health')).toBe(200)
})

test('a route that does not use the plugin is open only where it says so', async () => {
  for (const app of ['strict', 'tenants']) {
    expect(await (await ask(app, '/page')).text()).toBe('page')
    expect((await ask(app, '/page', 'no token')).status).toBe(200)
    expect((await ask(app, '/forgotten')).status).toBe(401)
    expect((await host.get('/form', { 'x-app-id': app }, { method: 'POST' })).status).toBe(200)
  }
})

test('an app that requires organizations requires them of every route', async () => {
  expect((await ask('tenants', '/inside')).status).toBe(401)
  expect((await ask('tenants', '/outside')).status).toBe(200)
})

test('an app may answer refusals in a form of its own', async () => {
  const response = await ask('own-form', '/inside')
  expect(response.status).toBe(401)
  expect(await response.text()).toBe('NOT_AUTHENTICATED in own-form')
})

test('a good token of the app gets in', async () => {
  const token = await tokens.issueAccess({ id: crypto.randomUUID() })
  expect((await ask('own-form', '/inside', token)).status).toBe(200)
  expect((await ask('strict', '/inside', token)).status).toBe(401)
})
