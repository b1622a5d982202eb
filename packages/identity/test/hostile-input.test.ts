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

test('a body that is nested without end is refused, and no fault of the server', async () => {
  for (const [open, close] of [
    ['[', ']'],
    ['{"a":', '}'],
  ] as const) {
    const answer = await app.request('/auth/sign-in/email', {
      method: 'POST',
      body: `{"email":${open.repeat(100_000)}1${close.repeat(100_000)}}`,
      headers: { 'content-type': 'application/json' },
    })
    expect(answer.status).toBe(400)
  }
})

test('names, addresses and pictures have a length that a mail and a list can bear', async () => {
  const anna = openBrowser(app.request)
  await anna.signUp('Anna')
  const person = { name: 'X', email: addressOf('Xaver'), password }
  for (const part of [
    { name: 'x'.repeat(256) },
    { email: `${'x'.repeat(250)}@example.com` },
    { image: `https://example.com/${'x'.repeat(2048)}` },
  ])
    expect((await anna.post('/auth/sign-up/email', { ...person, ...part })).status).toBe(400)
  for (const part of [{ name: 'x'.repeat(256) }, { name: null }, { image: 'x'.repeat(2049) }])
    expect((await anna.post('/auth/update-user', part)).status).toBe(400)
  expect((await anna.post('/auth/update-user', { name: 'x'.repeat(255) })).status).toBe(200)
})

test('what the database cannot make sense of is an answer of 400, and no fault of the server', async () => {
  const anna = openBrowser(app.request)
  await anna.signIn('Anna')
  const made = await anna.client.organization.create({ name: 'Club', slug: 'club' })
  const members = `/auth/organization/list-members?organizationId=${made.data?.id}&`
  for (const path of [
    '/auth/organization/get-invitation?id=none',
    `${members}limit=1e30`,
    `${members}offset=-5`,
    `${members}offset=1.5`,
    `${members}filterField=userId&filterValue=none`,
  ]) {
    const answer = await anna.request(path)
    expect([path, answer.status]).toEqual([path, 400])
    expect(await answer.json()).toMatchObject({ code: 'VALIDATION_ERROR' })
  }
})
