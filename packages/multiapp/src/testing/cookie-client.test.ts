import { expect, test } from 'bun:test'
import { Elysia } from 'elysia'
import { defineApp } from '../app/define-app.ts'
import { session } from '../auth/session.ts'
import { createTestApp } from './create-test-app.ts'

const backend = defineApp({ slug: 'door', name: 'Door' }).backend({
  auth: ({ sessions, tokens }) => ({ authenticators: [session(sessions, { tokens })] }),
  routes: ({ plugin, sessions, tokens }) =>
    new Elysia()
      .use(plugin)
      .post('/sign-in/:name', async ({ params: { name }, set }) => {
        const { cookie } = await sessions.start({
          userId: name,
          tokens: await tokens.issuePair({ id: name }),
        })
        set.headers['set-cookie'] = cookie
      })
      .post('/sign-out', ({ set }) => {
        set.headers['set-cookie'] = sessions.cookie.clear
      })
      .get('/me', ({ principal }) => principal.id, { requireAuth: true })
      .post('/me', ({ principal }) => principal.id, { requireAuth: true })
      .get('/origin', ({ request }) => request.headers.get('origin') ?? 'none')
      .post('/origin', ({ request }) => request.headers.get('origin') ?? 'none'),
})

test('keeps the cookies that it is given until they are taken back, apart from those of others', async () => {
  await using app = await createTestApp(backend, { mode: 'multi' })
  const [ann, bob] = [app.withCookies(), app.withCookies()]
  await ann.post('/sign-in/ann')
  await bob.post('/sign-in/bob')
  expect(await (await ann.get('/me')).text()).toBe('ann')
  expect(await (await ann.post('/me')).text()).toBe('ann')
  expect(await (await bob.get('/me')).text()).toBe('bob')
  expect((await app.get('/me')).status).toBe(401)
  expect([...ann.cookies.keys()]).toEqual(['__Host-door-session'])
  await ann.post('/sign-out')
  expect(ann.cookies.size).toBe(0)
  expect((await ann.get('/me')).status).toBe(401)
})

test('says that it is on a page of the app, unless it is told another', async () => {
  await using app = await createTestApp(backend, { publicUrl: 'https://door.example.com/app' })
  const ann = app.withCookies()
  const origin = async (headers?: Record<string, string>) => (await ann.post('/origin', {}, headers)).text()
  expect(await origin()).toBe('https://door.example.com')
  expect(await origin({ origin: 'https://evil.example.com' })).toBe('https://evil.example.com')
  expect(await (await ann.get('/origin')).text()).toBe('none')
})
