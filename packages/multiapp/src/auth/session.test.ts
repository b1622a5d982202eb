import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { Elysia } from 'elysia'
import { createTestServer } from '../../test/create-test-server.ts'
import { authKeys } from '../../test/guarded-app.ts'
import { sessionApp } from '../../test/session-app.ts'
import { defineApp } from '../app/define-app.ts'
import { session } from './session.ts'

type Host = Awaited<ReturnType<typeof createTestServer>>
const own = 'https://localhost'
const json = { 'content-type': 'application/json' }

describe.each(['single', 'multi'] as const)('a session in %s mode', (mode) => {
  let host: Host
  const club = sessionApp('club', {
    cors: { origins: ['https://cors.example.com'] },
    origins: ['https://given.example.com'],
  })
  const ask = (path: string, headers: Record<string, string> = {}, init: RequestInit = {}) =>
    host.get(path, { host: 'localhost', 'x-app-id': 'club', ...headers }, init)
  const signIn = (userId: string, cookie = '') => signInTo(host, 'club', userId, cookie)
  beforeAll(async () => {
    host = await createTestServer({ mode, authKeys })
    await host.server.register(club.backend)
    if (mode === 'multi') await host.server.register(sessionApp('other').backend)
  })
  afterAll(() => host[Symbol.asyncDispose]())

  test('says who asks, behind a guard and without one, and handlers know it', async () => {
    const cookie = await signIn('ada')
    expect(cookie).toStartWith('__Host-club-session=')
    for (const path of ['/me', '/open', '/session'])
      expect(await (await ask(path, { cookie })).text()).toBe('ada')
    expect((await ask('/me')).status).toBe(401)
    expect(await (await ask('/open')).text()).toBe('nobody')
  })

  test('that is none is 401 behind a guard, and nobody elsewhere', async () => {
    const good = await signIn('ada')
    for (const cookie of [`${good}x`, '__Host-club-session=x', `${good}; ${good}`]) {
      const refused = await ask('/me', { cookie })
      expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
      expect(await refused.json()).toMatchObject({ code: 'NOT_AUTHENTICATED' })
      expect(await (await ask('/open', { cookie })).text()).toBe('nobody')
    }
  })

  test('ends with a sign-out, which makes the browser forget it; signing in again has a new one', async () => {
    const cookie = await signIn('ada')
    const out = await ask('/sign-out', { cookie, origin: own }, { method: 'POST' })
    expect(out.headers.get('set-cookie')).toContain('__Host-club-session=; Max-Age=0;')
    expect((await ask('/me', { cookie })).status).toBe(401)
    const [first] = [await signIn('ada')]
    const second = await signIn('ada', first)
    expect(second).not.toBe(first)
    expect([
      (await ask('/me', { cookie: first })).status,
      (await ask('/me', { cookie: second })).status,
    ]).toEqual([401, 200])
  })

  test('changes nothing without the Origin of a page that may', async () => {
    const cookie = await signIn('ada')
    const origins = {
      [own]: true,
      'http://localhost': true,
      'https://cors.example.com': true,
      'https://given.example.com': true,
      none: false,
      null: false,
      '': false,
      'https://evil.example.com': false,
      'https://localhost.evil.example.com': false,
      'https://evil.localhost': false,
      'https://localhost:444': false,
      'https://user@localhost': false,
      'https://localhost/': false,
      'https://LOCALHOST': false,
      'https://localhost https://evil.example.com': false,
      'https://cors.example.com.evil.example': false,
      'http://cors.example.com': false,
    }
    for (const [origin, allowed] of Object.entries(origins)) {
      const headers = { cookie, ...(origin !== 'none' && { origin }) }
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
        const { status } = await ask('/things', headers, { method })
        expect(`${method} from ${origin}: ${status}`).toBe(`${method} from ${origin}: ${allowed ? 200 : 403}`)
      }
      for (const method of ['GET', 'HEAD']) expect((await ask('/me', headers, { method })).status).toBe(200)
      expect(await (await ask('/things', headers, { method: 'OPTIONS' })).text()).toBe('ada')
    }
    const refused = await ask('/things', { cookie, origin: 'https://evil.example.com' }, { method: 'POST' })
    expect(await refused.json()).toMatchObject({ code: 'FORBIDDEN', status: 403 })
    const anonymous = await ask('/things', { origin: 'https://evil.example.com' }, { method: 'POST' })
    expect(anonymous.status).toBe(401)
  })

  test('opens a WebSocket only with the Origin of a page that may', async () => {
    const cookie = await signIn('ada')
    const upgrade = {
      upgrade: 'websocket',
      connection: 'Upgrade',
      'sec-websocket-key': 'x'.repeat(22),
      'sec-websocket-version': '13',
    }
    for (const headers of [{}, { origin: 'https://evil.example.com' }, { origin: 'null' }])
      expect((await ask('/socket', { cookie, ...upgrade, ...headers })).status).toBe(403)
    const { url } = await host.server.run()
    const connect = async (headers: Record<string, string>) => {
      const options: Bun.WebSocketOptions = { headers: { 'x-app-id': 'club', ...headers } }
      const socket = new WebSocket(new URL('/socket', url.href.replace('http', 'ws')), options as never) // Bun's own options
      const said = Promise.withResolvers<string>()
      socket.onopen = () => socket.send('who?')
      socket.onmessage = ({ data }) => said.resolve(String(data))
      socket.onerror = () => said.resolve('refused')
      const answer = await said.promise
      socket.close()
      return answer
    }
    expect(await connect({ cookie, origin: url.origin })).toBe('ada')
    expect(await connect({ cookie, origin: 'https://given.example.com' })).toBe('ada')
    expect(await connect({ cookie, origin: 'https://evil.example.com' })).toBe('refused')
    expect(await connect({ cookie })).toBe('refused')
    expect(await connect({})).toBe('refused')
  })

  test('shows nowhere: not in a log line, not in an answer', async () => {
    const cookie = await signIn('ada')
    const [, value = ''] = cookie.split('=')
    const [stored] = await club.sessions.list('ada')
    const kept = await club.sessions.store.get(stored?.id ?? '')
    const refused = await ask('/me', { cookie: `${cookie}; ${cookie}` })
    const forged = await ask('/me', { cookie: cookie.slice(0, -1) })
    const text = JSON.stringify([host.lines, await refused.text(), await forged.text()])
    for (const secret of [value, kept?.tokens.accessToken, kept?.tokens.refreshToken]) {
      expect(secret?.length).toBeGreaterThan(40)
      expect(text).not.toContain(secret)
    }
    expect(text).toContain('two session cookies')
  })

  if (mode === 'multi') {
    test('of one app is nothing to another, under its own name and under the other one’s', async () => {
      const cookie = await signIn('ada')
      const other = (headers: Record<string, string>) => host.get('/me', { 'x-app-id': 'other', ...headers })
      expect((await other({ cookie })).status).toBe(401)
      expect((await other({ cookie: cookie.replace('club', 'other') })).status).toBe(401)
      const theirs = await signInTo(host, 'other', 'bob')
      expect((await other({ cookie: `${cookie}; ${theirs}` })).status).toBe(200)
      expect(await (await ask('/me', { cookie: `${cookie}; ${theirs}` })).text()).toBe('ada')
    })
  }
})

test('an origin that is none, and sessions without keys, say so', async () => {
  await using host = await createTestServer()
  const failure = (register: () => Promise<unknown>) => register().then(() => 'none', String)
  const wrong = sessionApp('wrong', { origins: ['https://example.com/'] })
  expect(await failure(() => host.server.register(wrong.backend))).toContain(
    'origins: expected scheme://host',
  )
  const app = defineApp({ slug: 'keyless', name: 'Keyless' })
  const backend = app.backend({
    auth: ({ sessions, tokens }) => ({ authenticators: [session(sessions, { tokens })] }),
    routes: ({ sessions }) => new Elysia().get('/list', () => sessions.list('u')),
  })
  await host.server.register(backend)
  expect((await host.get('/list', { 'x-app-id': 'keyless' })).status).toBe(500)
  expect(JSON.stringify(host.lines)).toContain('option \\"authKeys\\"')
})

async function signInTo(host: Host, app: string, userId: string, cookie = ''): Promise<string> {
  const headers = { ...json, host: 'localhost', origin: own, 'x-app-id': app, ...(cookie && { cookie }) }
  const response = await host.get('/sign-in', headers, { method: 'POST', body: JSON.stringify({ userId }) })
  expect(response.status).toBe(200)
  return response.headers.get('set-cookie')?.split(';')[0] ?? ''
}
