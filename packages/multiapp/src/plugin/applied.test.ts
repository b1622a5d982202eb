import { expect, test } from 'bun:test'
import { Elysia } from 'elysia'
import type { AppContext } from '../app/app-context.ts'
import { multiapp } from './multiapp.ts'

const plugin = () =>
  multiapp({
    app: { slug: 'applied', roles: {}, features: new Set() } as unknown as AppContext, // what a declaration asks of it
    db: undefined as never, // nothing runs
  })
const silent = new Elysia().macro({ silent: (_: boolean) => undefined as unknown as object })
type Options = Record<string, unknown>
const route = (app: Elysia, options: Options) => app.get('/', () => 'x', options as object)

test('a guard on a route before the plugin is refused, where Elysia would leave it out in silence', () => {
  expect(() => route(new Elysia(), { requireAuth: true }).use(plugin())).toThrow('requireAuth')
})

test('a guard behind a macro that returns nothing is refused, where Elysia would leave it out in silence', () => {
  const app = new Elysia().use(plugin()).use(silent) as unknown as Elysia // whose types know the macros
  expect(() => route(app, { silent: false, requireAuth: true })).toThrow('requireAuth')
  expect(() => route(app, { silent: true, rls: true })).toThrow('rls')
  expect(() => app.guard({ silent: false, requireRole: 'owner' } as object)).toThrow('requireRole')
  expect(() =>
    app.group('/x', { silent: false, requireAuth: true } as object, (group) => route(group as never, {})),
  ).toThrow('requireAuth')
  expect(() => route(app, { requireAuth: true, silent: false })).not.toThrow()
})

test('a guard that is sometimes off, or that names nothing, is refused', () => {
  const app = new Elysia().use(plugin()) as unknown as Elysia // as above
  for (const options of [
    { requireAuth: false },
    { rls: undefined },
    { requireRole: [] },
    { requirePermission: { anyOf: [] } },
    { requireFeature: undefined },
  ]) {
    expect(() => route(app, options)).toThrow(TypeError)
  }
})
