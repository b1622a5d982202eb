import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { verifyRls } from '@repo/multiapp'
import { createTestApp, type TestApp } from '@repo/multiapp/testing'
import { addressOf, type Browser, openBrowser } from './fixture/browser.ts'
import { clubApp } from './fixture/club-app.ts'

setDefaultTimeout(20_000)

const club = clubApp('club', { pages: { invitation: '/join' } })
let app: TestApp
const browser = (): Browser => openBrowser(app.request)

beforeAll(async () => {
  app = await createTestApp(club.backend)
})
afterAll(() => app[Symbol.asyncDispose]())

async function founder(slug: string) {
  const owner = browser()
  await owner.signUp(`${slug}-owner`)
  const { data } = await owner.client.organization.create({ name: slug, slug })
  return { owner, organizationId: data?.id ?? '' }
}

/** Better Auth's types know its own three roles; the app has four. */
const role = (name: string) => name as 'member'

test.concurrent('who makes an organization owns it, and is in it', async () => {
  const { owner, organizationId } = await founder('makers')
  expect(await owner.me()).toMatchObject({
    organizationId,
    organizationSlug: 'makers',
    role: 'owner',
    permissions: ['paper:read', 'paper:write'],
  })
})

test.concurrent('an invitation comes by mail, and makes a member of the role it names', async () => {
  const { owner, organizationId } = await founder('hosts')
  await owner.client.organization.inviteMember({ email: addressOf('Guest'), role: role('viewer') })
  const mail = await club.mailTo('guest@example.com')
  expect(mail.subject).toBe('hosts-owner invites you to hosts')
  expect(mail.link.href).toStartWith('http://localhost/join?invitation=')
  const stranger = browser()
  await stranger.signUp('Stranger')
  const invitationId = mail.link.searchParams.get('invitation') ?? ''
  expect((await stranger.client.organization.acceptInvitation({ invitationId })).error?.status).toBe(403)
  const guest = browser()
  await guest.signUp('Guest')
  expect((await guest.client.organization.acceptInvitation({ invitationId })).error).toBeNull()
  expect(await guest.me()).toMatchObject({ organizationId, role: 'viewer', permissions: ['paper:read'] })
  expect((await guest.post('/api/papers', { title: 'no' })).status).toBe(403)
  expect((await guest.request('/api/papers')).status).toBe(200)
})

test.concurrent('who signs in again begins in an organization of theirs', async () => {
  const { organizationId } = await founder('regulars')
  const later = browser()
  await later.signIn('regulars-owner')
  expect(await later.me()).toMatchObject({ organizationId, role: 'owner' })
})

test.concurrent('a role is one that the app declares, and only one', async () => {
  const { owner } = await founder('strict')
  const invite = async (name: unknown) =>
    (await owner.post('/auth/organization/invite-member', { email: 'x@example.com', role: name })).status
  expect(await invite('editor')).toBe(400)
  expect(await invite(['viewer', 'admin'])).toBe(400)
  expect(await invite('viewer,admin')).toBe(400)
  expect(await invite('viewer')).toBe(200)
  const { data } = await owner.client.organization.listMembers()
  const memberId = data?.members[0]?.id
  for (const roles of ['editor', ['owner', 'admin'], 'owner,admin']) {
    const change = await owner.post('/auth/organization/update-member-role', { memberId, role: roles })
    expect(change.status).toBe(400)
  }
  await club.db.sql`UPDATE member SET role = 'editor' WHERE id = ${memberId ?? ''}`
  expect(await owner.me()).toMatchObject({ organizationSlug: 'strict', role: null, permissions: [] })
})

test.concurrent('members manage nobody, admins do, and neither makes owners', async () => {
  const { owner, organizationId } = await founder('ranks')
  const join = async (name: string, as: string) => {
    const who = browser()
    await who.signUp(name)
    await owner.client.organization.inviteMember({ email: addressOf(name), role: role(as) })
    const invitationId = (await club.mailTo(addressOf(name))).link.searchParams.get('invitation') ?? ''
    await who.client.organization.acceptInvitation({ invitationId })
    return who
  }
  const [admin, member] = [await join('Ada', 'admin'), await join('Mia', 'member')]
  const invite = async (who: Browser, as: string) =>
    (await who.client.organization.inviteMember({ email: 'new@example.com', role: role(as), organizationId }))
      .error?.status
  expect(await invite(member, 'viewer')).toBe(403)
  expect(await invite(admin, 'owner')).toBe(403)
  expect(await invite(admin, 'viewer')).toBeUndefined()
  const { error } = await member.client.organization.delete({ organizationId })
  expect(error?.status).toBe(403)
})

test.concurrent('an invitation is worth what its inviter is: nobody comes back by one that they left behind', async () => {
  const { owner, organizationId } = await founder('doors')
  const guestOf = async (who: Browser, name: string, as: string) => {
    const guest = browser()
    await guest.signUp(name)
    await who.client.organization.inviteMember({ email: addressOf(name), role: role(as), organizationId })
    const invitationId = (await club.mailTo(addressOf(name))).link.searchParams.get('invitation') ?? ''
    const accept = async () =>
      (await guest.client.organization.acceptInvitation({ invitationId })).error?.status
    return { guest, accept }
  }
  const admin = await guestOf(owner, 'Door-Admin', 'admin')
  expect(await admin.accept()).toBeUndefined()
  const [first, second] = [
    await guestOf(admin.guest, 'Door-First', 'admin'),
    await guestOf(admin.guest, 'Door-Second', 'admin'),
  ]
  const { data } = await owner.client.organization.listMembers()
  const memberId = data?.members.find(({ user }) => user.email === addressOf('Door-Admin'))?.id ?? ''
  await owner.client.organization.updateMemberRole({ memberId, role: 'member' })
  expect(await first.accept()).toBe(400)
  await owner.client.organization.updateMemberRole({ memberId, role: 'admin' })
  expect(await first.accept()).toBeUndefined()
  await owner.client.organization.removeMember({ memberIdOrEmail: memberId })
  expect(await second.accept()).toBe(400)
  expect(await second.guest.me()).toMatchObject({ organizationId: null })
})

test.concurrent('an organization that is not theirs is nothing to anybody', async () => {
  const { organizationId } = await founder('secret')
  const { owner: stranger } = await founder('others')
  const { error } = await stranger.client.organization.setActive({ organizationId })
  expect(error?.status).toBe(403)
  expect(await stranger.me()).toMatchObject({ organizationId: null })
  expect((await stranger.client.organization.listMembers({ query: { organizationId } })).error?.status).toBe(
    403,
  )
})

test.concurrent('names that an address or a claim cannot hold are refused', async () => {
  const { owner } = await founder('named')
  const create = async (name: string, slug: string) =>
    (await owner.client.organization.create({ name, slug })).error?.status
  expect(await create('x', 'Not A Slug')).toBe(400)
  expect(await create('x', 'a'.repeat(64))).toBe(400)
  expect(await create(' ', 'blank')).toBe(400)
  expect(await create('x'.repeat(256), 'long')).toBe(400)
})

test.concurrent('the tables need no policy of their own, and say so', async () => {
  const { owner } = await founder('walled')
  await owner.post('/api/papers', { title: 'ours' })
  const { sql } = club.db
  expect(await verifyRls(sql)).toMatchObject([{ table: 'invitation' }, { table: 'member' }])
  expect(await verifyRls(sql, club.backend.rls)).toEqual([])
})

test.concurrent('two owners who leave, or take the role from each other, at the same time leave one of them', async () => {
  const [ann, bob] = [browser(), browser()]
  const ids = [(await ann.signUp('race-ann')).id, (await bob.signUp('race-bob')).id]
  const [annId = '', bobId = ''] = ids
  const change = (who: Browser, path: string, body: object) => who.post(`/auth/organization/${path}`, body)
  const ways = {
    demote: (who: Browser, organizationId: string, _own: string, memberId: string) =>
      change(who, 'update-member-role', { organizationId, memberId, role: 'viewer' }),
    remove: (who: Browser, organizationId: string, _own: string, memberIdOrEmail: string) =>
      change(who, 'remove-member', { organizationId, memberIdOrEmail }),
    leave: (who: Browser, organizationId: string) => change(who, 'leave', { organizationId }),
    demoteSelf: (who: Browser, organizationId: string, memberId: string) =>
      change(who, 'update-member-role', { organizationId, memberId, role: 'viewer' }),
  }
  for (const [way, act] of Object.entries(ways)) {
    for (let round = 0; round < 5; round++) {
      const slug = `race-${way.toLowerCase()}-${round}`
      const members = ids.map((userId) => ({ userId, role: 'owner' }))
      const id = await club.people.addOrganization({ name: slug, slug, members })
      const rows = await club.db.sql`SELECT id, user_id FROM member WHERE organization_id = ${id}`
      const memberOf = (userId: string) => rows.find((row) => row.user_id === userId)?.id
      const answers = await Promise.all([
        act(ann, id, memberOf(annId), memberOf(bobId)),
        act(bob, id, memberOf(bobId), memberOf(annId)),
      ])
      const owners = await club.db.sql`
        SELECT 1 FROM member WHERE organization_id = ${id} AND role = 'owner'`
      expect([way, owners.length]).toEqual([way, 1])
      expect(answers.map(({ status }) => status).filter((status) => status === 200)).toHaveLength(1)
    }
  }
})
