import { expect, test } from 'bun:test'
import { Elysia } from 'elysia'
import { guardedApp } from '../../test/guarded-app.ts'
import { defineApp } from '../app/define-app.ts'
import { inspectApp } from './inspect-app.ts'
import { routeTable } from './route-table.ts'

const cellsOf = (table: string, path: string) =>
  table
    .split('\n')
    .map((line) => line.split(/ {2,}/))
    .find((cells) => cells[2] === path)

test('each route is told with its guards, with no database anywhere', async () => {
  const table = routeTable([await inspectApp(guardedApp().backend)])
  expect(table).toStartWith('APP      METHOD  PATH           GUARDS\n')
  const guards = {
    '/open': 'public',
    '/me': 'auth',
    '/owner': 'role owner',
    '/some-role': 'role owner | member',
    '/both': 'permission thing:read + thing:write',
    '/either': 'permission thing:read | thing:write',
    '/organization': 'organization',
    '/of-app': 'app',
    '/tenant': 'rls',
    '/inside': 'role owner',
    '/later': 'auth',
  }
  for (const [path, guard] of Object.entries(guards)) {
    expect(cellsOf(table, path)).toEqual(['guarded', 'GET', path, guard])
  }
  expect(cellsOf(table, '/socket')).toEqual(['guarded', 'WS', '/socket', 'auth'])
})

const shop = defineApp({
  slug: 'shop',
  name: 'Shop',
  features: ['beta', 'later'],
  roles: { owner: ['a', 'b'] },
})

test('a route is marked by the features for want of which nobody passes', async () => {
  const backend = shop.backend({
    routes: ({ plugin }) =>
      new Elysia()
        .use(plugin)
        .get('/one', () => 1, { requireFeature: 'later' })
        .get('/both', () => 1, { requireFeature: ['beta', 'later'] })
        .get('/either', () => 1, { requireFeature: { anyOf: ['beta', 'later'] } }),
  })
  const app = await inspectApp(backend, { features: { beta: true } })
  expect(app.routes.map(({ path, missingFeatures }) => [path, missingFeatures])).toEqual([
    ['/one', ['later']],
    ['/both', ['later']],
    ['/either', []],
  ])
  const table = routeTable([app])
  expect(cellsOf(table, '/both')?.[3]).toBe('feature beta + later (off)')
  expect(cellsOf(table, '/either')?.[3]).toBe('feature beta | later')
})

test('what an app demands of all its routes counts, as do guards that add up; tags have a column', async () => {
  const backend = shop.backend({
    auth: () => ({ requireAuth: true }),
    routes: ({ plugin }) =>
      new Elysia()
        .use(plugin)
        .get('/all', () => 1, { tags: ['things', 'more'] })
        .get('/open', () => 1, { allowAnonymous: true })
        .guard({ requirePermission: 'a' })
        .get('/both', () => 1, { requirePermission: 'b' }),
  })
  const app = await inspectApp(backend)
  const table = routeTable([app])
  expect(cellsOf(table, '/all')).toEqual(['shop', 'GET', '/all', 'auth', 'things, more'])
  expect(cellsOf(table, '/open')).toEqual(['shop', 'GET', '/open', 'public'])
  expect(cellsOf(table, '/both')).toEqual(['shop', 'GET', '/both', 'permission a, permission b'])
  expect(app.routes[2]).toEqual({
    method: 'GET',
    path: '/both',
    guards: [
      { name: 'requireAuth' },
      { name: 'requirePermission', rule: { allOf: ['a'] } },
      { name: 'requirePermission', rule: { allOf: ['b'] } },
    ],
    missingFeatures: [],
    tags: [],
    isHidden: false,
  })
})
