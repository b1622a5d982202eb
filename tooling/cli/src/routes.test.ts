import { expect, setDefaultTimeout, test } from 'bun:test'
import { createFixture } from '../test/fixture.ts'

// Tests that start processes need more than Bun's 5 s on a busy machine.
setDefaultTimeout(30_000)

const app = `import { defineApp } from '@repo/multiapp'
import { Elysia } from 'elysia'
const definition = defineApp({ slug: 'shop', name: 'Shop', features: ['export', 'beta'], roles: { owner: ['thing:read'] } })
export const app = definition.backend({
  routes: ({ plugin }) =>
    new Elysia()
      .use(plugin)
      .get('/open', () => 'open')
      .get('/things', () => [], { requirePermission: 'thing:read', requireFeature: ['export', 'beta'], tags: ['things'] }),
})
`

test.concurrent('routes lists routes, guards and features that are off, with no database and in production too', async () => {
  await using fixture = await createFixture({ plain: {}, shop: {} })
  fixture.write('apps/shop/src/index.ts', app)
  const env = { DATABASE_URL: undefined, DATABASE_ROLE_SECRET: undefined, FEATURES_SHOP: 'export' }
  const production = { ...env, NODE_ENV: 'production' }
  const [all, json, unknown] = await Promise.all([
    fixture.start(['routes'], env).outcome,
    fixture.start(['routes', 'shop', '--json'], production).outcome,
    fixture.start(['routes', 'shop', 'nowhere'], env).outcome,
  ])
  expect(all).toEqual({
    code: 0,
    stderr: '',
    stdout: [
      'APP    METHOD  PATH         GUARDS                                              TAGS',
      'plain  GET     /api/things  public',
      'shop   GET     /open        public',
      'shop   GET     /things      permission thing:read, feature export + beta (off)  things',
      '',
    ].join('\n'),
  })
  expect(JSON.parse(json.stdout)).toEqual([
    { app: 'shop', method: 'GET', path: '/open', guards: [], missingFeatures: [], tags: [], isHidden: false },
    {
      app: 'shop',
      method: 'GET',
      path: '/things',
      guards: [
        { name: 'requireAuth' },
        { name: 'requirePermission', rule: { allOf: ['thing:read'] } },
        { name: 'requireFeature', rule: { allOf: ['export', 'beta'] } },
      ],
      missingFeatures: ['beta'],
      tags: ['things'],
      isHidden: false,
    },
  ])
  expect(unknown).toEqual({ code: 2, stdout: '', stderr: 'error: no app "nowhere": there are plain, shop\n' })
})
