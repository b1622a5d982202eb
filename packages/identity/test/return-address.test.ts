import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { createTestApp, type TestApp } from '@repo/multiapp/testing'
import { addressOf, openBrowser, password } from './fixture/browser.ts'
import { clubApp } from './fixture/club-app.ts'

setDefaultTimeout(20_000)

const club = clubApp()
let app: TestApp
beforeAll(async () => {
  app = await createTestApp(club.backend)
})
afterAll(() => app[Symbol.asyncDispose]())

const away = ['/..//evil.example', '/a/../..//evil.example', '/%2e%2e//evil.example', '//evil.example']

test.each(away)('the address to return to may not be %p, which leads to another host', async (address) => {
  const anna = openBrowser(app.request)
  for (const path of ['/auth/verify-email?token=none', '/auth/reset-password/none?']) {
    const answer = await anna.request(`${path}&callbackURL=${encodeURIComponent(address)}`)
    expect([answer.status, answer.headers.get('location')]).toEqual([403, null])
  }
  const email = addressOf('Anna')
  const posts: [string, object][] = [
    ['/auth/sign-in/email', { email, password, callbackURL: address }],
    ['/auth/request-password-reset', { email, redirectTo: address }],
    ['/auth/sign-in/social', { provider: 'github', errorCallbackURL: address }],
    ['/auth/sign-in/social', { provider: 'github', newUserCallbackURL: address }],
  ]
  for (const [path, body] of posts) expect((await anna.post(path, body)).status).toBe(403)
})

test('a path of the app is one to return to', async () => {
  const answer = await openBrowser(app.request).request('/auth/verify-email?token=none&callbackURL=/a?b=//c')
  expect([answer.status, answer.headers.get('location')]).toEqual([302, '/a?b=//c&error=INVALID_TOKEN'])
})
