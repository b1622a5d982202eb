import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { createTestApp, type TestApp } from '@repo/multiapp/testing'
import { addressOf, type Browser, openBrowser, password } from './fixture/browser.ts'
import { clubApp } from './fixture/club-app.ts'

setDefaultTimeout(20_000)

const club = clubApp('club', { limits: { mailsPerAddress: { count: 50, seconds: 60 } } })
let app: TestApp
const browser = (): Browser => openBrowser(app.request, 'https://club.example.com')

beforeAll(async () => {
  app = await createTestApp(club.backend, { isProduction: true, publicUrl: 'https://club.example.com' })
})
afterAll(() => app[Symbol.asyncDispose]())

const signUp = (name: string, email = addressOf(name)) =>
  browser().post('/auth/sign-up/email', { name, email, password })

const addUser = (name: string) => club.people.addUser({ name, email: addressOf(name), password })

test('in production an e-mail is proven by the link in a mail before its first sign-in', async () => {
  const anna = browser()
  const response = await anna.post('/auth/sign-up/email', {
    name: 'Anna',
    email: addressOf('Anna'),
    password,
  })
  expect(response.status).toBe(200)
  expect(anna.cookies.size).toBe(0)
  expect((await anna.signIn('Anna')).error?.status).toBe(403)
  const { link } = await club.mailTo('anna@example.com')
  expect(link.href).toStartWith('https://club.example.com/auth/verify-email?token=')
  await anna.request(link.pathname + link.search)
  expect((await anna.signIn('Anna')).error).toBeNull()
  expect(await anna.me()).toMatchObject({ email: 'anna@example.com' })
})

test('a sign-up looks the same for an address that has an account, and its owner is told by mail', async () => {
  await addUser('Berta')
  const timed = async (name: string) => {
    const startedAt = performance.now()
    const response = await signUp(name)
    return { ms: performance.now() - startedAt, status: response.status, body: await response.json() }
  }
  const [taken, free] = [await timed('Berta'), await timed('Bruno')]
  const shape = (body: unknown) => {
    const { token, user } = body as { token: null; user: Record<string, unknown> } // Better Auth's answer
    return { token, names: Object.keys(user).toSorted(), verified: user.emailVerified, image: user.image }
  }
  expect(taken.status).toBe(free.status)
  expect(shape(taken.body)).toEqual(shape(free.body))
  expect(Math.abs(taken.ms - free.ms)).toBeLessThan(60)
  expect(Math.min(taken.ms, free.ms)).toBeGreaterThan(245)
  expect((await club.mailTo('berta@example.com')).subject).toBe('You have an account at Club <&>')
})

test('two sign-ups at once do not tell that the address was free', async () => {
  const answers = await Promise.all([signUp('Twin'), signUp('Twin'), signUp('Twin')])
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
  const [row] = await club.db.sql`SELECT count(*)::int AS users FROM "user" WHERE email = 'twin@example.com'`
  expect(row?.users).toBe(1)
})

test('a sign-in and a reset look the same whether there is an account', async () => {
  await addUser('Carl')
  const compare = async (path: string, body: (email: string) => object) => {
    const ask = async (email: string) => {
      const startedAt = performance.now()
      const response = await browser().post(path, body(email))
      return { ms: performance.now() - startedAt, status: response.status, text: await response.text() }
    }
    const [known, unknown] = [await ask('carl@example.com'), await ask('nobody@example.com')]
    expect(known.text).toBe(unknown.text)
    expect(known.status).toBe(unknown.status)
    expect(Math.abs(known.ms - unknown.ms)).toBeLessThan(60)
    expect(Math.min(known.ms, unknown.ms)).toBeGreaterThan(95)
  }
  await compare('/auth/sign-in/email', (email) => ({ email, password: 'a wrong password' }))
  await compare('/auth/request-password-reset', (email) => ({ email }))
})

test('a reset sets a new password once, and ends all sessions and tokens', async () => {
  await addUser('Dora')
  const dora = browser()
  await dora.signIn('Dora')
  const { accessToken } = await dora.tokens()
  await dora.client.requestPasswordReset({ email: addressOf('Dora') })
  const { link } = await club.mailTo('dora@example.com')
  expect(link.href).toStartWith('https://club.example.com/?token=')
  const token = link.searchParams.get('token') ?? ''
  const kept = await club.db.sql`SELECT 1 FROM verification WHERE identifier LIKE ${`%${token}%`}`
  expect(kept).toHaveLength(0)
  const newPassword = 'another long password'
  expect((await browser().client.resetPassword({ newPassword, token })).error).toBeNull()
  expect(await dora.me()).toBe(401)
  const headers = { authorization: `Bearer ${accessToken}` }
  expect((await app.request('/api/me', { headers })).status).toBe(401)
  expect((await dora.signIn('Dora')).error?.status).toBe(401)
  expect((await dora.signIn('Dora', newPassword)).error).toBeNull()
  expect((await browser().client.resetPassword({ newPassword: password, token })).error?.status).toBe(400)
})

test('a reset leads to the page that was named', async () => {
  await addUser('Emil')
  const redirectTo = '/new-password?from=mail'
  await browser().client.requestPasswordReset({ email: addressOf('Emil'), redirectTo })
  const { link } = await club.mailTo('emil@example.com')
  expect(link.href).toMatch(/^https:\/\/club\.example\.com\/new-password\?from=mail&token=\w+$/)
})

test('a mail leads to no page of somebody else', async () => {
  const { status } = await browser().post('/auth/request-password-reset', {
    email: addressOf('Anna'),
    redirectTo: 'https://evil.example.com/',
  })
  expect(status).toBe(403)
})

test('what a name contains is text in a mail, and never markup or a header', async () => {
  await signUp('<b>Eve</b>\r\nBcc: all@example.com', 'eve@example.com')
  const mail = await club.mailTo('eve@example.com')
  expect(mail.html).toContain('&lt;b&gt;Eve&lt;/b&gt;')
  expect(mail.html).not.toContain('<b>')
  expect(mail.subject).not.toContain('\n')
})
