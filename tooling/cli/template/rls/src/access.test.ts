import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createTestApp, type TestApp, type TestClient, type TestPrincipal } from '@repo/multiapp/testing'
import { createMember, type Role } from '../test/member.ts'
import { acmeStore } from './index.ts'
import type { SparePart, SparePartPage } from './spare-parts.ts'

describe.each(['single', 'multi'] as const)('access in %s mode', (mode) => {
  let app: TestApp<typeof acmeStore>
  let ann: TestPrincipal
  beforeAll(async () => {
    app = await createTestApp(acmeStore, { mode })
    ann = await createMember(app)
  })
  afterAll(() => app[Symbol.asyncDispose]())

  /** What each route answers who asks for one that ann has made. */
  async function statusesOf(who: TestClient): Promise<number[]> {
    const { id } = await ann.post('/api/spare-parts', { title: 'of ann' }).json<SparePart>()
    const path = `/api/spare-parts/${id}`
    const answers = [
      await who.get('/api/spare-parts'),
      await who.get(path),
      await who.post('/api/spare-parts', { title: 'new' }),
      await who.patch(path, { title: 'changed' }),
      await who.delete(path),
    ]
    return answers.map((answer) => answer.status)
  }

  const allowed: Record<Role, number[]> = {
    owner: [200, 200, 201, 200, 204],
    admin: [200, 200, 201, 200, 204],
    member: [200, 200, 201, 200, 403],
    viewer: [200, 200, 403, 403, 403],
  }

  test.each(Object.keys(allowed) as Role[])('%s may do what the role says', async (role) => {
    const colleague = await createMember(app, { role, organization: ann.organizationId })
    expect(await statusesOf(colleague)).toEqual(allowed[role])
  })

  test('nobody is 401, and who has no role in an organization 403', async () => {
    expect(await statusesOf(app)).toEqual([401, 401, 401, 401, 401])
    const stranger = await app.asPrincipal()
    expect(await statusesOf(stranger)).toEqual([403, 403, 403, 403, 403])
  })

  test('what belongs to another organization is not there', async () => {
    const bob = await createMember(app)
    expect(await statusesOf(bob)).toEqual([200, 404, 201, 404, 404])
    const page = await bob.get('/api/spare-parts').json<SparePartPage>()
    expect(page.items.map(({ title }) => title)).toEqual(['new'])
  })
})
