import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { createTestApp, type TestApp } from '@repo/multiapp/testing'
import { type Browser, openBrowser, password } from './fixture/browser.ts'
import { clubApp } from './fixture/club-app.ts'

setDefaultTimeout(20_000)

describe.each(['single', 'multi'] as const)('an app in mode %s', (mode) => {
  const club = clubApp('club', { cors: { origins: ['https://pages.example.com'], credentials: true } })
  let app: TestApp
  const browser = (): Browser => openBrowser(app.request)

  beforeAll(async () => {
    app = await createTestApp(club.backend, { mode })
  })
  afterAll(() => app[Symbol.asyncDispose]())

  test('signs somebody up, and knows them until they sign out', async () => {
    const anna = browser()
    const { id } = await anna.signUp('Anna')
    expect(await anna.me()).toEqual({
      id,
      email: 'anna@example.com',
      name: 'Anna',
      organizationId: null,
      organizationSlug: null,
      role: null,
      permissions: [],
    })
    const kept = new Map(anna.cookies)
    await anna.client.signOut()
    expect(anna.cookies.size).toBe(0)
    expect(await anna.me()).toBe(401)
    for (const [name, value] of kept) anna.cookies.set(name, value)
    expect(await anna.me()).toBe(401)
    anna.cookies.clear()
    expect((await anna.signIn('Anna')).error).toBeNull()
    expect(await anna.me()).toMatchObject({ id })
  })

  test("leaves Better Auth's answers as they are, and makes problems of its own errors", async () => {
    const wrong = await browser().post('/auth/sign-in/email', {
      email: 'no@example.com',
      password: 'wrong one',
    })
    expect(wrong.status).toBe(401)
    expect(wrong.headers.get('content-type')).toContain('application/json')
    expect(await wrong.json()).toEqual({
      code: 'INVALID_EMAIL_OR_PASSWORD',
      message: 'Invalid email or password',
    })
    const refresh = await browser().post('/auth/token/refresh', {})
    expect(refresh.status).toBe(422)
    expect(refresh.headers.get('content-type')).toBe('application/problem+json')
    const exchange = await browser().post('/auth/token')
    expect(exchange.status).toBe(401)
    expect(await exchange.json()).toMatchObject({ code: 'NOT_AUTHENTICATED' })
  })

  test('has a cookie that no page can read and no neighbour can plant', async () => {
    const response = await browser().post('/auth/sign-up/email', {
      name: 'Carol',
      email: 'carol@example.com',
      password,
    })
    const cookies = response.headers.getSetCookie()
    expect(cookies.length).toBeGreaterThan(0)
    for (const cookie of cookies) {
      expect(cookie).toStartWith('__Host-club.')
      expect(cookie).toMatch(/; Secure/)
      expect(cookie).toMatch(/; HttpOnly/)
      expect(cookie).toMatch(/; SameSite=Lax/)
      expect(cookie).toMatch(/; Path=\//)
      expect(cookie).not.toMatch(/Domain/i)
    }
    expect(await response.text()).not.toContain('tokenFamily')
  })

  test('takes a change with the cookie from its own pages and those of its CORS, and from no other', async () => {
    const dora = browser()
    await dora.signUp('Dora')
    await dora.client.organization.create({ name: 'Dora', slug: 'dora' })
    const post = (origin: string) => dora.post('/api/papers', { title: 'x' }, { origin })
    expect((await post('http://localhost')).status).toBe(200)
    expect((await post('https://pages.example.com')).status).toBe(200)
    expect((await post('https://evil.example.com')).status).toBe(403)
    expect((await post('null')).status).toBe(403)
    const change = (origin: string) => dora.post('/auth/update-user', { name: 'Eve' }, { origin })
    expect((await change('https://evil.example.com')).status).toBe(403)
    expect((await change('https://pages.example.com')).status).toBe(200)
    const exchange = await dora.post('/auth/token', undefined, { origin: 'https://evil.example.com' })
    expect(exchange.status).toBe(403)
  })

  test('knows nobody by a cookie that was changed, or by two', async () => {
    const finn = browser()
    await finn.signUp('Finn')
    const [[name, value] = ['', '']] = finn.cookies
    const ask = async (cookie: string) => (await app.request('/api/me', { headers: { cookie } })).status
    expect(await ask(`${name}=${value}`)).toBe(200)
    const other = value.startsWith('x') ? 'y' : 'x'
    expect(await ask(`${name}=${other}${value.slice(1)}`)).toBe(401)
    expect(await ask(`${name}=${value}; ${name}=${value}`)).toBe(401)
    expect(await ask(`${name}=%`)).toBe(401)
    const open = await app.request('/api/open', { headers: { cookie: `${name}=%` } })
    expect(open.status).toBe(200)
  })

  test('forgets a session that was ended on another device at the next request', async () => {
    const [laptop, phone] = [browser(), browser()]
    await laptop.signUp('Gina')
    await phone.signIn('Gina')
    expect(await phone.me()).toMatchObject({ name: 'Gina' })
    const { data } = await laptop.client.listSessions()
    expect(data).toHaveLength(2)
    expect(JSON.stringify(data)).not.toContain('tokenFamily')
    await laptop.client.revokeOtherSessions()
    expect(await phone.me()).toBe(401)
    expect(await laptop.me()).toMatchObject({ name: 'Gina' })
  })

  test('refuses what the database could not store, and bodies over the limit, in words', async () => {
    const bad = await browser().post('/auth/sign-up/email', {
      name: 'a\0b',
      email: 'zero@example.com',
      password,
    })
    expect(bad.status).toBe(400)
    const hana = browser()
    await hana.signUp('Hana')
    const id = await hana.post('/auth/organization/set-active', { organizationId: 'abc' })
    expect(id.status).toBe(400)
    const query = await hana.request('/auth/organization/get-full-organization?organizationId=abc')
    expect(query.status).toBe(400)
    const large = await browser().post('/auth/sign-up/email', { name: 'x'.repeat(1024 * 1024) })
    expect(large.status).toBe(413)
    expect(await large.json()).toMatchObject({ code: 'BODY_TOO_LARGE' })
  })
})

test('sign-ups that wait for their hashes keep no connection from anybody', async () => {
  await using app = await createTestApp(clubApp().backend, {
    server: { databaseMaxConnections: 2, databaseAcquireTimeoutSeconds: 0.25 },
  })
  const names = Array.from({ length: 16 }, (_, at) => `crowd-${at}`)
  const found = await Promise.all(names.map((name) => openBrowser(app.request).signUp(name)))
  expect(found).toHaveLength(16)
})
