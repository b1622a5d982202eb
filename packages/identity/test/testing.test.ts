import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { createTestApp, type TestApp } from '@repo/multiapp/testing'
import { asMember, signUp } from '../src/testing/index.ts'
import { clubApp } from './fixture/club-app.ts'

setDefaultTimeout(20_000)

describe.each(['single', 'multi'] as const)('the test kit of an app with identity, in %s mode,', (mode) => {
  const { backend } = clubApp()
  let app: TestApp<typeof backend>
  beforeAll(async () => {
    app = await createTestApp(backend, { mode })
  })
  afterAll(() => app[Symbol.asyncDispose]())

  test('makes members of one organization, with accounts and tokens', async () => {
    const ann = await asMember(app, { role: 'owner', name: 'Ann', email: 'ann@example.com' })
    const { id, organizationId } = ann
    const bob = await asMember(app, { role: 'viewer', organization: organizationId })
    const known = { id, organizationId, role: 'owner', name: 'Ann', email: 'ann@example.com' }
    expect(await ann.get('/api/me').json()).toMatchObject(known)
    await ann.post('/api/papers', { title: 'Rules' }).json()
    expect(await bob.get('/api/papers').json()).toMatchObject([
      { title: 'Rules', authorId: id, organizationId },
    ])
    expect((await bob.post('/api/papers', { title: 'x' })).status).toBe(403)
    const stranger = await asMember(app, { role: 'owner' })
    expect(await stranger.get('/api/papers').json()).toEqual([])
  })

  test('signs people up, each in a browser of their own', async () => {
    const [ann, bob] = [await signUp(app, { name: 'Ann' }), await signUp(app)]
    expect(await ann.get('/api/me').json()).toMatchObject({ id: ann.id, name: 'Ann', email: ann.email })
    expect(await bob.get('/api/me').json()).toMatchObject({ id: bob.id, email: bob.email })
    await ann.post('/auth/sign-out').json()
    expect((await ann.get('/api/me')).status).toBe(401)
    const { email, password } = ann
    await ann.post('/auth/sign-in/email', { email, password }).json()
    expect(await ann.get('/api/me').json()).toMatchObject({ id: ann.id })
  })
})

test('a mail has the link that proves an e-mail', async () => {
  const club = clubApp('proven', { mail: undefined as never, requireVerification: true }) // as with no option
  await using app = await createTestApp(club.backend)
  const ann = await signUp(app)
  expect((await ann.get('/api/me')).status).toBe(401)
  const { link, subject } = await app.mailTo(ann.email)
  expect(subject).toContain('Confirm your e-mail')
  await ann.get(link.pathname + link.search)
  await ann.post('/auth/sign-in/email', { email: ann.email, password: ann.password }).json()
  expect(await ann.get('/api/me').json()).toMatchObject({ email: ann.email })
})
