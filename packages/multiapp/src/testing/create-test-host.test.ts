import { expect, test } from 'bun:test'
import { echoApp } from '../../test/echo-app.ts'
import { guardedApp } from '../../test/guarded-app.ts'
import { createTestHost } from './create-test-host.ts'

test('serves each of its apps to clients of its own, and knows no other app', async () => {
  const [echo, guarded] = [echoApp('one'), guardedApp('two').backend]
  await using host = await createTestHost([echo, guarded], {
    overrides: ({ slug }) => (slug === 'one' ? { settings: { limit: 7 } } : {}),
  })
  expect(host.server.apps().map(({ slug }) => slug)).toEqual(['one', 'two'])
  expect(await host.app(echo).get('/who').json()).toMatchObject({ app: 'one', limit: 7 })
  const ann = await host.app(guarded).asPrincipal({ role: 'member' })
  expect(await ann.get('/me').json()).toMatchObject({ id: ann.id, role: 'member' })
  const [own, other] = await Promise.all([
    host.app(echo).asAdmin((sql) => sql`SELECT current_schema() AS schema`),
    host.app(guarded).asAdmin((sql) => sql`SELECT current_schema() AS schema`),
  ])
  expect([own[0]?.schema, other[0]?.schema]).toEqual(['app_one', 'app_two'])
  expect(() => host.app(echoApp('three'))).toThrow('the host has no app "three"')
})
