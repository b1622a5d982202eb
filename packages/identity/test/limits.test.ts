import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { parseTrustedProxies } from '@repo/multiapp'
import { createTestApp, startRedis, type TestApp, testWith } from '@repo/multiapp/testing'
import { addressOf, openBrowser, password } from './fixture/browser.ts'
import { clubApp } from './fixture/club-app.ts'

setDefaultTimeout(20_000)

const limits = {
  perAccount: { failures: 3, seconds: 60, atOnce: 50 },
  perClient: { failures: 5, seconds: 60, atOnce: 50 },
  mailsPerAddress: { count: 2, seconds: 60 },
  mailsPerClient: { count: 100, seconds: 60 },
}
const club = clubApp('club', { limits })
let app: TestApp
let url: URL
const behind = clubApp('behind', { limits })
let proxied: TestApp
let proxiedUrl: URL

beforeAll(async () => {
  const listening = { port: 0, hostname: '127.0.0.1' }
  app = await createTestApp(club.backend, { server: listening })
  proxied = await createTestApp(behind.backend, {
    server: { ...listening, trustedProxies: parseTrustedProxies('1') },
  })
  url = (await app.server.run()).url
  proxiedUrl = (await proxied.server.run()).url
})
afterAll(async () => {
  await app[Symbol.asyncDispose]()
  await proxied[Symbol.asyncDispose]()
})

/** A sign-in over a connection: its status. */
async function signIn(base: URL, name: string, secret: string, headers: Record<string, string> = {}) {
  const response = await fetch(new URL('/auth/sign-in/email', base), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ email: addressOf(name), password: secret }),
  })
  await response.text()
  return response.status
}
const wrongs = (base: URL, names: string[], headers: (at: number) => Record<string, string> = () => ({})) =>
  Promise.all(names.map((name, at) => signIn(base, name, 'a wrong password', headers(at))))

test.concurrent('who has found a cookie does not find out the password with it', async () => {
  await club.people.addUser({ name: 'Clara', email: addressOf('Clara'), password })
  const thief = openBrowser(app.request)
  await thief.signIn('Clara')
  const guess = (path: string, body: object) => thief.post(path, body)
  const wrong = 'a wrong password'
  expect((await guess('/auth/delete-user', { password: wrong })).status).toBe(400)
  const change = { currentPassword: wrong, newPassword: 'another password' }
  expect((await guess('/auth/change-password', change)).status).toBe(400)
  expect((await guess('/auth/delete-user', { password: wrong })).status).toBe(400)
  for (const secret of [wrong, password]) {
    expect((await guess('/auth/delete-user', { password: secret })).status).toBe(429)
    expect((await guess('/auth/change-password', { ...change, currentPassword: secret })).status).toBe(429)
  }
  expect((await openBrowser(app.request).signIn('Clara')).error?.status).toBe(429)
})

test.concurrent('an account takes so many wrong passwords and no more, whoever sends them, and then not the right one', async () => {
  await club.people.addUser({ name: 'Anna', email: addressOf('Anna'), password })
  const ask = (secret: string) => openBrowser(app.request).signIn('Anna', secret)
  for (let at = 0; at < 3; at++) expect((await ask('a wrong password')).error?.status).toBe(401)
  const { error } = await ask('a wrong password')
  expect(error).toMatchObject({ status: 429, code: 'TOO_MANY_REQUESTS' })
  expect((await ask(password)).error?.status).toBe(429)
  expect(
    (await openBrowser(app.request).client.signIn.email({ email: 'ANNA@example.com', password })).error
      ?.status,
  ).toBe(429)
})

test.concurrent('an address without an account is limited alike', async () => {
  const ask = () => openBrowser(app.request).signIn('Nobody', 'a wrong password')
  for (let at = 0; at < 3; at++) expect((await ask()).error?.status).toBe(401)
  expect((await ask()).error?.status).toBe(429)
})

test.concurrent('who knows the password is not counted, however many sign in at once', async () => {
  await club.people.addUser({ name: 'Busy', email: addressOf('Busy'), password })
  const all = await Promise.all(Array.from({ length: 12 }, () => openBrowser(app.request).signIn('Busy')))
  expect(all.filter(({ error }) => error)).toEqual([])
  expect((await openBrowser(app.request).signIn('Busy')).error).toBeNull()
})

test.concurrent('a client that tries many accounts is stopped, whatever X-Forwarded-For it sends', async () => {
  const forged = (at: number) => ({ 'x-forwarded-for': `198.51.100.${at}` })
  const names = Array.from({ length: 5 }, (_, at) => `victim-${at}`)
  expect(await wrongs(url, names, forged)).toEqual([401, 401, 401, 401, 401])
  expect(await wrongs(url, ['another'], () => ({ 'x-forwarded-for': '203.0.113.9' }))).toEqual([429])
  expect(await wrongs(url, ['another'], () => ({ 'x-identity-client-address': '203.0.113.9' }))).toEqual([
    429,
  ])
})

test.concurrent('behind a trusted proxy it is the address that the proxy has added which counts', async () => {
  const through = (address: string) => (at: number) => ({
    'x-forwarded-for': `198.51.100.${at}, 192.0.2.${at}, ${address}`,
  })
  const names = Array.from({ length: 5 }, (_, at) => `target-${at}`)
  expect(await wrongs(proxiedUrl, names, through('203.0.113.1'))).toEqual([401, 401, 401, 401, 401])
  expect(await wrongs(proxiedUrl, ['more'], through('203.0.113.1'))).toEqual([429])
  expect(await wrongs(proxiedUrl, ['more'], through('203.0.113.2'))).toEqual([401])
  await behind.people.addUser({ name: 'Seen', email: addressOf('Seen'), password })
  expect(
    await signIn(proxiedUrl, 'Seen', password, {
      'x-identity-client-address': '1.2.3.4',
      'x-forwarded-for': '1.2.3.4, 203.0.113.7',
    }),
  ).toBe(200)
  const [session] = await behind.db.sql`SELECT ip_address FROM session`
  expect(session?.ip_address).toBe('203.0.113.7')
})

test.concurrent('an IPv6 network of one customer is one client', async () => {
  const from = (at: number) => ({ 'x-forwarded-for': `2001:db8:1:2::${at + 1}` })
  const names = Array.from({ length: 5 }, (_, at) => `six-${at}`)
  await wrongs(proxiedUrl, names, from)
  const next = (address: string) => wrongs(proxiedUrl, ['six'], () => ({ 'x-forwarded-for': address }))
  expect(await next('2001:db8:1:2:ffff::9')).toEqual([429])
  expect(await next('2001:db8:1:3::9')).toEqual([401])
})

test.concurrent('an address is sent so many mails and no more, whether it has an account or not', async () => {
  const ask = async (email: string) =>
    (await openBrowser(app.request).client.requestPasswordReset({ email })).error?.status
  for (const email of ['anna@example.com', 'no-account@example.com'])
    expect([await ask(email), await ask(email), await ask(email)]).toEqual([undefined, undefined, 429])
})

test.concurrent('who is not signed in invites nobody, and takes no mails from anybody', async () => {
  await club.people.addUser({ name: 'Wanted', email: addressOf('Wanted'), password })
  const body = { email: addressOf('Wanted'), role: 'member' }
  for (let at = 0; at < 3; at++)
    expect((await openBrowser(app.request).post('/auth/organization/invite-member', body)).status).toBe(401)
  const { client } = openBrowser(app.request)
  expect((await client.requestPasswordReset({ email: addressOf('Wanted') })).error).toBeNull()
})

testWith('redis-server', 'hosts count together, and none lets anybody in while it cannot count', async () => {
  await using redis = await startRedis()
  const shared = clubApp('shared', { limits })
  await using first = await createTestApp(shared.backend, { server: { redisUrl: redis.url } })
  const other = clubApp('shared', { limits })
  await using second = await createTestApp(other.backend, { server: { redisUrl: redis.url } })
  for (const host of [first, second, first])
    expect((await openBrowser(host.request).signIn('Both', 'a wrong password')).error?.status).toBe(401)
  expect((await openBrowser(second.request).signIn('Both', 'a wrong password')).error?.status).toBe(429)
  const anna = openBrowser(first.request)
  await anna.signUp('Anna')
  await redis.kill()
  expect((await anna.post('/auth/sign-out', {})).status).toBe(503)
  expect(anna.cookies.size).toBe(1)
  const away = await openBrowser(first.request).post('/auth/sign-in/email', {
    email: addressOf('New'),
    password,
  })
  expect(away.status).toBe(503)
  expect(away.headers.get('content-type')).toBe('application/problem+json')
})
