import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { createTestApp, type TestApp } from '@repo/multiapp/testing'
import { eq } from 'drizzle-orm'
import { type Browser, openBrowser, password } from './fixture/browser.ts'
import { clubApp } from './fixture/club-app.ts'
import { papers } from './fixture/tables.ts'

setDefaultTimeout(20_000)

// What somebody does while their account is being deleted.
const meanwhile = new Map<string, () => Promise<void>>()
const club = clubApp('club', {
  onUserDeleted: async (tx, { userId }) => {
    await meanwhile.get(userId)?.()
    await tx.update(papers).set({ authorId: null }).where(eq(papers.authorId, userId))
  },
})
let app: TestApp
const browser = (): Browser => openBrowser(app.request)

beforeAll(async () => {
  app = await createTestApp(club.backend)
})
afterAll(() => app[Symbol.asyncDispose]())

/** An owner and a member, each with a paper in the organization. */
async function team(slug: string) {
  const [owner, writer] = [browser(), browser()]
  const { id: ownerId } = await owner.signUp(`${slug}-owner`)
  const { id: writerId } = await writer.signUp(`${slug}-writer`)
  const members = [
    { userId: ownerId, role: 'owner' },
    { userId: writerId, role: 'member' },
  ]
  const organizationId = await club.people.addOrganization({ name: slug, slug, members })
  for (const who of [owner, writer]) {
    await who.client.organization.setActive({ organizationId })
    expect((await who.post('/api/papers', { title: slug })).status).toBe(200)
  }
  return { owner, writer, ownerId, writerId, organizationId }
}

const rows = async (table: string, id: string) =>
  (await club.db.sql`SELECT 1 FROM ${club.db.sql(table)} WHERE id = ${id}`).length
const papersBy = async (who: Browser) => {
  const papers = await (await who.request('/api/papers')).json()
  return papers as { authorId: string | null }[] // what the fixture's route answers
}

test.concurrent('who deletes their account is gone, with sessions and tokens, and their data is nobody’s', async () => {
  const { owner, writer, ownerId, writerId } = await team('leavers')
  const { accessToken } = await writer.tokens()
  const phone = browser()
  await phone.signIn('leavers-writer')
  const { error } = await writer.client.deleteUser({ password })
  expect(error).toBeNull()
  expect(await rows('user', writerId)).toBe(0)
  expect(await phone.me()).toBe(401)
  const headers = { authorization: `Bearer ${accessToken}` }
  expect((await app.request('/api/me', { headers })).status).toBe(401)
  expect((await phone.signIn('leavers-writer')).error?.status).toBe(401)
  const authors = (await papersBy(owner)).map(({ authorId }) => authorId)
  expect(authors.toSorted()).toEqual([ownerId, null].toSorted())
})

test.concurrent('who signs in while their account is deleted has nothing of it', async () => {
  const { writer, writerId } = await team('hasty')
  const phone = browser()
  const tried: Promise<unknown>[] = []
  meanwhile.set(writerId, async () => {
    meanwhile.delete(writerId)
    tried.push(phone.signIn('hasty-writer'))
    await Promise.race([tried[0], Bun.sleep(500)])
  })
  expect((await writer.client.deleteUser({ password })).error).toBeNull()
  await Promise.all(tried)
  expect(tried).toHaveLength(1)
  expect([...phone.cookies]).toEqual([])
  expect(await rows('user', writerId)).toBe(0)
})

test.concurrent('nobody is deleted without a session, with a wrong password, or from another page', async () => {
  const { writer, writerId } = await team('guarded')
  expect((await browser().post('/auth/delete-user', { password })).status).toBe(401)
  expect((await writer.post('/auth/delete-user', { password: 'wrong password' })).status).toBe(400)
  const elsewhere = { origin: 'https://evil.example.com' }
  expect((await writer.post('/auth/delete-user', { password }, elsewhere)).status).toBe(403)
  expect(await rows('user', writerId)).toBe(1)
})

test.concurrent('the only owner of an organization with others in it stays, until somebody else owns it', async () => {
  const { owner, ownerId, writerId, organizationId } = await team('captains')
  const refused = await owner.post('/auth/delete-user', { password })
  expect(refused.status).toBe(409)
  expect(await refused.json()).toMatchObject({ code: 'YOU_ARE_THE_ONLY_OWNER_OF_AN_ORGANIZATION' })
  expect(await owner.me()).toMatchObject({ id: ownerId, role: 'owner' })
  await club.db.sql`UPDATE member SET role = 'owner' WHERE user_id = ${writerId}`
  expect((await owner.post('/auth/delete-user', { password })).status).toBe(200)
  expect(await rows('organization', organizationId)).toBe(1)
})

test.concurrent('an organization of nobody else goes with its only member', async () => {
  const solo = browser()
  await solo.signUp('Solo')
  const { data } = await solo.client.organization.create({ name: 'Solo', slug: 'solo' })
  await solo.post('/api/papers', { title: 'mine' })
  expect((await solo.post('/auth/delete-user', { password })).status).toBe(200)
  expect(await rows('organization', data?.id ?? '')).toBe(0)
})

test.concurrent('an organization goes with its data, its members stay, and their tokens of it end', async () => {
  const { owner, writer, writerId, organizationId } = await team('dissolved')
  const { accessToken } = await writer.tokens()
  const byMember = await writer.client.organization.delete({ organizationId })
  expect(byMember.error?.status).toBe(403)
  const { error } = await owner.client.organization.delete({ organizationId })
  expect(error).toBeNull()
  expect(await rows('organization', organizationId)).toBe(0)
  expect(await writer.me()).toMatchObject({ id: writerId, organizationId: null, role: null })
  const headers = { authorization: `Bearer ${accessToken}` }
  expect((await app.request('/api/me', { headers })).status).toBe(401)
  expect((await writer.tokens()).accessToken).toBeString()
})

test.concurrent('what the app cannot let go keeps all of it', async () => {
  const keeping = clubApp('keeping', {
    onUserDeleted: async () => {
      throw new Error('not yet')
    },
    onOrganizationDeleted: async (tx, { organizationId }) => {
      await tx.sql`DELETE FROM papers WHERE organization_id = ${organizationId}`
      throw new Error('not yet')
    },
  })
  await using host = await createTestApp(keeping.backend)
  const anna = openBrowser(host.request)
  await anna.signUp('Anna')
  const { data } = await anna.client.organization.create({ name: 'Kept', slug: 'kept' })
  await anna.post('/api/papers', { title: 'kept' })
  expect((await anna.post('/auth/delete-user', { password })).status).toBe(500)
  const organizationId = data?.id ?? ''
  expect((await anna.post('/auth/organization/delete', { organizationId })).status).toBe(500)
  expect(await anna.me()).toMatchObject({ organizationId, role: 'owner' })
  expect(await papersBy(anna)).toHaveLength(1)
  expect((await openBrowser(host.request).signIn('Anna')).error).toBeNull()
})
