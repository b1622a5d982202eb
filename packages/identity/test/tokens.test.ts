import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { createTestApp, type TestApp } from '@repo/multiapp/testing'
import { type Browser, openBrowser, pairIn } from './fixture/browser.ts'
import { clubApp } from './fixture/club-app.ts'

setDefaultTimeout(20_000)

const club = clubApp()
let app: TestApp
const browser = (): Browser => openBrowser(app.request)

beforeAll(async () => {
  app = await createTestApp(club.backend)
})
afterAll(() => app[Symbol.asyncDispose]())

/** Two people in an organization of the first one, each in their browser. */
async function team(slug: string) {
  const [owner, other] = [browser(), browser()]
  const { id: ownerId } = await owner.signUp(`${slug}-owner`)
  const { id: otherId } = await other.signUp(`${slug}-other`)
  const members = [
    { userId: ownerId, role: 'owner' },
    { userId: otherId, role: 'member' },
  ]
  const organizationId = await club.people.addOrganization({ name: slug, slug, members })
  for (const { client } of [owner, other]) await client.organization.setActive({ organizationId })
  const { data } = await owner.client.organization.listMembers()
  const memberId = data?.members.find(({ userId }) => userId === otherId)?.id ?? ''
  return { owner, other, organizationId, memberId }
}

const meBy = async (accessToken: string) => {
  const response = await app.request('/api/me', { headers: { authorization: `Bearer ${accessToken}` } })
  return response.ok ? response.json() : response.status
}
const refresh = (refreshToken: string) => app.send('POST', '/auth/token/refresh', { refreshToken })

test.concurrent('a session becomes a pair of tokens that says the same of who asks', async () => {
  const { other } = await team('pair')
  const pair = await other.tokens()
  expect(pair).toEqual({ accessToken: expect.any(String), refreshToken: expect.any(String), expiresIn: 900 })
  expect(await meBy(pair.accessToken)).toEqual(await other.me())
  expect(await meBy(pair.accessToken)).toMatchObject({
    role: 'member',
    permissions: ['paper:read', 'paper:write'],
  })
})

test.concurrent('a refresh token is good once; used again, the whole family is revoked', async () => {
  const { other } = await team('rotation')
  const first = await other.tokens()
  const second = await pairIn(await refresh(first.refreshToken))
  expect(await meBy(second.accessToken)).toMatchObject({ role: 'member' })
  expect((await refresh(first.refreshToken)).status).toBe(401)
  expect(await meBy(second.accessToken)).toBe(401)
  expect((await refresh(second.refreshToken)).status).toBe(401)
})

test.concurrent('a token makes no tokens', async () => {
  const { other } = await team('chain')
  const { accessToken } = await other.tokens()
  const response = await app.send('POST', '/auth/token', {}, { authorization: `Bearer ${accessToken}` })
  expect(response.status).toBe(401)
})

test.concurrent('who signs in while their role changes has no tokens of the old one', async () => {
  const { owner, memberId } = await team('hasty')
  const released = Promise.withResolvers<void>()
  const held = Promise.withResolvers<void>()
  const hold = club.db.transaction(async ({ sql }) => {
    await sql`SELECT 1 FROM member WHERE id = ${memberId} FOR UPDATE`
    held.resolve()
    await released.promise
  })
  await held.promise
  const change = owner.client.organization.updateMemberRole({ memberId, role: 'viewer' as 'member' })
  // By then the sessions that there were are known, and the change waits for the row.
  await Bun.sleep(200)
  const phone = browser()
  await phone.signIn('hasty-other')
  const old = await phone.tokens()
  expect(await meBy(old.accessToken)).toMatchObject({ role: 'member' })
  released.resolve()
  await hold
  expect((await change).error).toBeNull()
  expect(await meBy(old.accessToken)).toBe(401)
  expect((await refresh(old.refreshToken)).status).toBe(401)
  expect(await meBy((await phone.tokens()).accessToken)).toMatchObject({ role: 'viewer' })
})

test.concurrent('a changed role revokes the tokens, and new ones have the new role', async () => {
  const { owner, other, memberId } = await team('demoted')
  const old = await other.tokens()
  expect(await meBy(old.accessToken)).toMatchObject({ role: 'member' })
  await owner.client.organization.updateMemberRole({ memberId, role: 'viewer' as 'member' })
  expect(await meBy(old.accessToken)).toBe(401)
  expect((await refresh(old.refreshToken)).status).toBe(401)
  expect(await other.me()).toMatchObject({ role: 'viewer', permissions: ['paper:read'] })
  const fresh = await other.tokens()
  expect(await meBy(fresh.accessToken)).toMatchObject({ role: 'viewer', permissions: ['paper:read'] })
  expect((await refresh(fresh.refreshToken)).status).toBe(200)
})

test.concurrent('who is removed has no organization at the next request, and no tokens', async () => {
  const { owner, other, memberId } = await team('removed')
  const old = await other.tokens()
  await owner.client.organization.removeMember({ memberIdOrEmail: memberId })
  expect(await meBy(old.accessToken)).toBe(401)
  expect(await other.me()).toMatchObject({ organizationId: null, role: null, permissions: [] })
  const papers = await other.request('/api/papers')
  expect(papers.status).toBe(403)
})

test.concurrent('who leaves has no tokens of the organization either', async () => {
  const { other, organizationId } = await team('left')
  const old = await other.tokens()
  const { error } = await other.client.organization.leave({ organizationId })
  expect(error).toBeNull()
  expect(await meBy(old.accessToken)).toBe(401)
  expect(await other.me()).toMatchObject({ organizationId: null, role: null })
})

test.concurrent('tokens end with their session: by sign-out, and when it is ended elsewhere', async () => {
  const { other } = await team('ended')
  const phone = browser()
  await phone.signIn('ended-other')
  const [here, there] = [await other.tokens(), await phone.tokens()]
  await other.client.revokeOtherSessions()
  expect(await meBy(there.accessToken)).toBe(401)
  expect((await refresh(there.refreshToken)).status).toBe(401)
  expect(await meBy(here.accessToken)).toMatchObject({ role: 'member' })
  await other.client.signOut()
  expect(await meBy(here.accessToken)).toBe(401)
  expect((await refresh(here.refreshToken)).status).toBe(401)
})

test.concurrent('a refreshed pair is for the organization that the session is in by then', async () => {
  const { other } = await team('first-team')
  const { refreshToken } = await other.tokens()
  const { data } = await other.client.organization.create({ name: 'Second', slug: 'second-team' })
  await other.client.organization.setActive({ organizationId: data?.id ?? '' })
  const response = await refresh(refreshToken)
  expect(await meBy((await pairIn(response)).accessToken)).toMatchObject({
    organizationSlug: 'second-team',
    role: 'owner',
  })
})

test.concurrent('an expired session is nobody, and its tokens are not renewed', async () => {
  const { other } = await team('expired')
  const { refreshToken } = await other.tokens()
  const { id } = (await other.client.getSession()).data?.session ?? {}
  await club.db.sql`UPDATE session SET expires_at = now() - interval '1 second' WHERE id = ${id ?? ''}`
  expect(await other.me()).toBe(401)
  expect((await other.post('/auth/token')).status).toBe(401)
  expect((await refresh(refreshToken)).status).toBe(401)
})

test.concurrent('no token with the old role outlives a change, whenever it was issued', async () => {
  const { owner, other, memberId } = await team('racing')
  const issued: string[] = []
  let changed = false
  const exchange = async () => {
    while (!changed) issued.push((await other.tokens()).accessToken)
  }
  const all = Promise.all([exchange(), exchange(), exchange()])
  await owner.client.organization.updateMemberRole({ memberId, role: 'viewer' as 'member' })
  changed = true
  await all
  const roles = await Promise.all(issued.map(async (token) => (await meBy(token)) as { role?: string } | 401))
  expect(issued.length).toBeGreaterThan(3)
  for (const found of roles) expect(found === 401 ? 'viewer' : found.role).toBe('viewer')
})
