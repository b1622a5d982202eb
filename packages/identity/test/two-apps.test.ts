import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { createTestApp, type TestApp } from '@repo/multiapp/testing'
import { openBrowser } from './fixture/browser.ts'
import { clubApp } from './fixture/club-app.ts'

setDefaultTimeout(20_000)

const red = clubApp('red')
const blue = clubApp('blue')
let host: TestApp

const browserOf = (slug: string) =>
  openBrowser(async (path, init = {}) => {
    const headers = new Headers(init.headers)
    headers.set('x-app-id', slug)
    return host.server.fetch(new Request(`http://localhost${path}`, { ...init, headers }))
  })

beforeAll(async () => {
  host = await createTestApp(red.backend, { mode: 'multi' })
  await host.server.register(blue.backend, { publicUrl: 'http://localhost', isProduction: false })
})
afterAll(() => host[Symbol.asyncDispose]())

test('the same e-mail in two apps is two people', async () => {
  const [inRed, inBlue] = [browserOf('red'), browserOf('blue')]
  const first = await inRed.signUp('Anna')
  expect((await inBlue.signIn('Anna')).error?.status).toBe(401)
  const second = await inBlue.signUp('Anna')
  expect(second.id).not.toBe(first.id)
  expect(await inRed.me()).toMatchObject({ id: first.id })
  expect(await inBlue.me()).toMatchObject({ id: second.id })
})

test("one app's cookie is 401 on the other, under its own name and under the other's", async () => {
  const [inRed, inBlue] = [browserOf('red'), browserOf('blue')]
  await inRed.signUp('Berta')
  for (const [name, value] of inRed.cookies) inBlue.cookies.set(name, value)
  expect(await inBlue.me()).toBe(401)
  for (const [name, value] of inRed.cookies) inBlue.cookies.set(name.replace('red', 'blue'), value)
  expect(await inBlue.me()).toBe(401)
  expect((await inBlue.client.getSession()).data).toBeNull()
})

test("one app's tokens are 401 on the other, access and refresh", async () => {
  const [inRed, inBlue] = [browserOf('red'), browserOf('blue')]
  await inRed.signUp('Cleo')
  const { accessToken, refreshToken } = await inRed.tokens()
  const ask = async (slug: string) => {
    const headers = { 'x-app-id': slug, authorization: `Bearer ${accessToken}` }
    return (await host.server.fetch(new Request('http://localhost/api/me', { headers }))).status
  }
  expect(await ask('red')).toBe(200)
  expect(await ask('blue')).toBe(401)
  expect((await inBlue.post('/auth/token/refresh', { refreshToken })).status).toBe(401)
})
