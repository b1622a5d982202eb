import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { signUp } from '@repo/identity/testing'
import { createTestApp, type TestApp } from '@repo/multiapp/testing'
import { acmeStore } from './index.ts'

// Passwords are hashed at a cost that takes a while.
setDefaultTimeout(20_000)

describe.each(['single', 'multi'] as const)('people in %s mode', (mode) => {
  let app: TestApp<typeof acmeStore>
  beforeAll(async () => {
    app = await createTestApp(acmeStore, { mode })
  })
  afterAll(() => app[Symbol.asyncDispose]())

  test('who signs up is somebody until they sign out', async () => {
    const ann = await signUp(app, { name: 'Ann' })
    expect(await ann.get('/api/me').json()).toEqual({
      id: ann.id,
      email: ann.email,
      name: 'Ann',
      organizationId: null,
      role: null,
      permissions: [],
      app: 'acme-store',
    })
    expect((await ann.post('/api/spare-parts', { title: 'Milk' })).status).toBe(201)
    await ann.post('/auth/sign-out').json()
    expect((await ann.get('/api/me')).status).toBe(401)
    expect((await ann.get('/api/spare-parts')).status).toBe(401)
  })

  test('a session becomes tokens of the same person', async () => {
    const ann = await signUp(app)
    const { accessToken } = await ann.post('/auth/token').json<{ accessToken: string }>()
    const headers = { authorization: `Bearer ${accessToken}` }
    expect(await app.get('/api/me', headers).json()).toEqual(await ann.get('/api/me').json())
  })
})
