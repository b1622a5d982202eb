import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type AnyElysia, Elysia, t } from 'elysia'
import { createTestServer } from '../../test/create-test-server.ts'
import { createTestTokens } from '../../test/create-test-tokens.ts'
import { authKeys } from '../../test/guarded-app.ts'
import type { AppContext } from '../app/app-context.ts'
import { defineApp } from '../app/define-app.ts'
import type { AuthOptions } from '../auth/auth-options.ts'

let host: Awaited<ReturnType<typeof createTestServer>>
beforeAll(async () => {
  host = await createTestServer({ authKeys })
})
afterAll(() => host[Symbol.asyncDispose]())

let apps = 0
async function serve(routes: (plugin: AnyElysia) => AnyElysia, auth: AuthOptions = {}) {
  const slug = `guards-${apps++}`
  const app = defineApp({ slug, name: slug, roles: { owner: ['*'], member: ['thing:read'] } })
  const context = await host.server.register(
    app.backend({
      auth: () => auth as never, // of any declaration
      routes: (deps) => routes(deps.plugin as unknown as AnyElysia), // as above
    }),
  )
  const tokens = createTestTokens({ app: context as unknown as AppContext }) // as above
  const member = { authorization: `Bearer ${await tokens.issueAccess({ id: 'x', role: 'member' as never })}` }
  const ask = async (path: string, init: RequestInit = {}, headers = {}) =>
    (await host.get(path, { 'x-app-id': slug, ...headers }, init)).status
  return { ask, member }
}
const json = { 'content-type': 'application/json' }
const guarded = { requireAuth: true } as object

describe('a guard that Elysia would pass over', () => {
  test.each([
    ['text', 'SECRET'],
    ['an object', { secret: true }],
    ['a response', new Response('SECRET')],
    ['a file', Bun.file(import.meta.path)],
  ])('holds on a route whose handler is %s', async (_, handler) => {
    const { ask, member } = await serve((plugin) =>
      new Elysia()
        .use(plugin)
        .onParse(() => {})
        .onBeforeHandle(() => {})
        .get('/x', handler as never, guarded)
        .post('/x', handler as never, guarded)
        .all('/all', handler as never, guarded),
    )
    for (const [path, method] of [
      ['/x', 'GET'],
      ['/x', 'POST'],
      ['/all', 'GET'],
      ['/all', 'DELETE'],
    ] as const) {
      expect(await ask(path, { method })).toBe(401)
      expect(await ask(path, { method }, member)).toBe(200)
      expect(await ask(path, { method }, member)).toBe(200)
    }
  })

  test.each([
    ['not compiled', { aot: false }],
    ['compiled early', { precompile: true }],
  ])('holds in an app that asks for its handlers to be %s', async (_, config) => {
    const inner = new Elysia().get('/deep', () => 'deep')
    const { ask } = await serve((plugin) =>
      new Elysia(config)
        .use(plugin)
        .post('/x', ({ body }) => body, { ...guarded, body: t.Object({ a: t.String() }) })
        .guard(guarded, (inside) => inside.mount('/mounted', inner.fetch)),
    )
    expect(await ask('/x', { method: 'POST', body: '{', headers: json }, json)).toBe(401)
    expect(await ask('/mounted/deep')).toBe(401)
    expect(await ask('/mounted/deep', { method: 'POST' })).toBe(401)
  })

  test('holds behind a macro that returns nothing, or an object that is given false', async () => {
    const { ask } = await serve((plugin) =>
      new Elysia()
        .use(plugin)
        .macro({
          quiet: (_: boolean) => undefined as unknown as object,
          noop: { beforeHandle() {} },
          admin: (_: true) => ({ requireRole: 'owner' }) as object,
        })
        .get('/direct', 'x', { quiet: false, ...guarded } as object)
        .get('/noop', 'x', { noop: false, ...guarded } as object)
        .get('/own', 'x', { quiet: true, admin: true } as object)
        .get('/both', 'x', { admin: true, requirePermission: 'thing:read' } as object)
        .group('/group', { quiet: false, ...guarded } as object, (group) => group.get('/x', 'x'))
        .guard({ quiet: false, ...guarded } as object)
        .get('/later', 'x'),
    )
    for (const path of ['/direct', '/noop', '/own', '/both', '/group/x', '/later'])
      expect([path, await ask(path)]).toEqual([path, 401])
  })

  test('of an object that two routes share is of each app by itself', async () => {
    const shared = { requireAuth: true } as object
    const routes = (plugin: AnyElysia) => new Elysia().use(plugin).get('/x', 'x', shared)
    const [one, two] = [await serve(routes), await serve(routes)]
    expect([await one.ask('/x', {}, one.member), await two.ask('/x', {}, two.member)]).toEqual([200, 200])
    expect([await one.ask('/x'), await two.ask('/x', {}, one.member)]).toEqual([401, 401])
  })

  test.each<[string, (plugin: AnyElysia) => AnyElysia, string]>([
    ['before the plugin', (plugin) => new Elysia().get('/', 'x', guarded).use(plugin), 'requireAuth'],
    [
      'by a macro of that name',
      (plugin) =>
        new Elysia()
          .use(plugin)
          .macro({ requireAuth: (_: true) => ({ detail: { summary: 'x' } }) })
          .get('/', 'x', guarded),
      'requireAuth',
    ],
    [
      'in an instance of the same name',
      (plugin) =>
        new Elysia({ name: 'r' })
          .use(plugin)
          .guard(guarded)
          .use(
            new Elysia({ name: 'r' })
              .use(plugin)
              .guard({ requireRole: 'owner' } as object)
              .get('/', 'x'),
          ),
      'requireRole',
    ],
    [
      'in a second plugin of the same name',
      (plugin) => {
        const named = (hooks: object) =>
          new Elysia({ name: 'g' }).use(plugin).guard({ as: 'scoped', ...hooks })
        return new Elysia()
          .use(named(guarded))
          .use(named({ requireRole: 'owner' }))
          .get('/', 'x')
      },
      'requireRole',
    ],
    [
      'behind a promise',
      (plugin) => new Elysia().use(plugin).use(Promise.resolve(new Elysia().get('/', 'x'))),
      'await',
    ],
    [
      'beside the parser none',
      (plugin) => new Elysia().use(plugin).post('/', 'x', { parse: ['json', 'none'] }),
      'none',
    ],
  ])('is refused %s', async (_, routes, name) => {
    const error = await serve(routes).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(TypeError)
    expect(String(error)).toContain(name)
  })

  test('that is sometimes off, or that names nothing, is refused', async () => {
    for (const options of [
      { requireAuth: false },
      { rls: undefined },
      { requireRole: [] },
      { requirePermission: { anyOf: [] } },
      { requireFeature: undefined },
    ]) {
      const error = await serve((plugin) => new Elysia().use(plugin).get('/', 'x', options as object)).catch(
        (reason: unknown) => reason,
      )
      expect(error).toBeInstanceOf(TypeError)
    }
  })
})

test('an app that requires authentication requires it of routes before the plugin too', async () => {
  const routes = (plugin: AnyElysia) =>
    new Elysia()
      .get('/early', 'x')
      .use(plugin)
      .post('/x', 'x')
      .get('/open', 'x', { allowAnonymous: true } as object)
  const { ask, member } = await serve(routes, { requireAuth: true })
  expect([await ask('/early'), await ask('/x', { method: 'POST' }), await ask('/open')]).toEqual([
    401, 401, 200,
  ])
  expect(await ask('/early', {}, member)).toBe(200)
})

test('an address that cannot be stored is refused behind the guard', async () => {
  const { ask, member } = await serve((plugin) =>
    new Elysia()
      .use(plugin)
      .get('/x/:id', ({ params }) => params, guarded)
      .post('/x/:id', ({ params }) => params, guarded),
  )
  for (const path of ['/x/%00', '/x/1?q=%00', '/x/%ff']) {
    expect([await ask(path), await ask(path, { method: 'POST' })]).toEqual([401, 401])
    expect([await ask(path, {}, member), await ask(path, { method: 'POST' }, member)]).toEqual([422, 422])
  }
})

test('a path that is open by one method and guarded by another knows who asks', async () => {
  const { ask, member } = await serve((plugin) =>
    new Elysia()
      .get('/about', 'x')
      .get('/a/', 'x')
      .use(plugin)
      .post('/:slug', 'x', guarded)
      .get('/a', 'x', guarded),
  )
  expect(await ask('/about', { method: 'POST' }, member)).toBe(200)
  expect(await ask('/a', {}, member)).toBe(200)
  expect(await ask('/a/', {}, member)).toBe(200)
})
