import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { type SignedUp, signUp } from '@repo/identity/testing'
import { createTestApp, type TestApp } from '@repo/multiapp/testing'
import { acmeStore } from './index.ts'
import type { SparePart } from './spare-parts.ts'

// Passwords are hashed at a cost that takes a while.
setDefaultTimeout(20_000)

describe.each(['single', 'multi'] as const)('people in %s mode', (mode) => {
  let app: TestApp<typeof acmeStore>
  beforeAll(async () => {
    app = await createTestApp(acmeStore, { mode })
  })
  afterAll(() => app[Symbol.asyncDispose]())

  /** Resolves with its id; it is the active one from now on. */
  async function createOrganization(owner: SignedUp): Promise<string> {
    const fields = { name: 'A team', slug: crypto.randomUUID() }
    return (await owner.post('/auth/organization/create', fields).json<{ id: string }>()).id
  }

  test('who signs up, makes an organization and invites somebody works with them', async () => {
    const [ann, bob] = [await signUp(app, { name: 'Ann' }), await signUp(app, { name: 'Bob' })]
    expect((await ann.get('/api/spare-parts')).status).toBe(403)
    const organizationId = await createOrganization(ann)
    expect(await ann.get('/api/me').json()).toEqual({
      id: ann.id,
      email: ann.email,
      name: 'Ann',
      organizationId,
      role: 'owner',
      permissions: ['spare-part:delete', 'spare-part:read', 'spare-part:write'],
      app: 'acme-store',
    })

    await ann.post('/auth/organization/invite-member', { email: bob.email, role: 'member' }).json()
    const letter = await app.mailTo(bob.email)
    const invitationId = letter.link.searchParams.get('invitation')
    await bob.post('/auth/organization/accept-invitation', { invitationId }).json()
    const { id } = await bob.post('/api/spare-parts', { title: 'of bob' }).json<SparePart>()
    expect(await ann.get(`/api/spare-parts/${id}`).json()).toMatchObject({ title: 'of bob' })
  })

  test('a session becomes tokens of the same rights', async () => {
    const ann = await signUp(app)
    await createOrganization(ann)
    const { accessToken } = await ann.post('/auth/token').json<{ accessToken: string }>()
    const headers = { authorization: `Bearer ${accessToken}` }
    expect(await app.get('/api/me', headers).json()).toEqual(await ann.get('/api/me').json())
    expect((await app.get('/api/spare-parts', headers)).status).toBe(200)
  })

  test('who signs out is nobody', async () => {
    const ann = await signUp(app)
    await ann.post('/auth/sign-out').json()
    expect((await ann.get('/api/me')).status).toBe(401)
  })

  test('an organization that is deleted takes along what it kept', async () => {
    const ann = await signUp(app)
    const organizationId = await createOrganization(ann)
    await ann.post('/api/spare-parts', { title: 'Milk' }).json()
    await ann.post('/auth/organization/delete', { organizationId }).json()
    const left = await app.asAdmin(
      (sql) => sql`SELECT 1 FROM spare_parts WHERE organization_id = ${organizationId}`,
    )
    expect(left).toHaveLength(0)
    expect((await ann.get('/api/spare-parts')).status).toBe(403)
  })

  test('a token of an organization that is not there writes nothing', async () => {
    const nowhere = await app.asPrincipal({ role: 'owner' })
    const refused = await nowhere.post('/api/spare-parts', { title: 'Milk' }).problem()
    expect(refused).toMatchObject({ status: 403, code: 'FORBIDDEN' })
  })
})
