import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { type SignedUp, signUp } from '@repo/identity/testing'
import { createTestApp, type TestApp } from '@repo/multiapp/testing'
import { listenTo } from '../test/listen-to.ts'
import type { Comment } from './comments.ts'
import { tasks } from './index.ts'
import type { Page } from './page.ts'
import { peopleOf } from './people.ts'
import type { Project } from './projects.ts'
import type { Task } from './tasks.ts'

setDefaultTimeout(20_000)

describe.each(['single', 'multi'] as const)('people in %s mode', (mode) => {
  let app: TestApp<typeof tasks>
  beforeAll(async () => {
    app = await createTestApp(tasks, { mode, features: { comments: true } })
  })
  afterAll(() => app[Symbol.asyncDispose]())

  /** Resolves with its id; it is the active one from now on. */
  async function createOrganization(owner: SignedUp): Promise<string> {
    const fields = { name: 'A team', slug: crypto.randomUUID() }
    return (await owner.post('/auth/organization/create', fields).json<{ id: string }>()).id
  }

  /** An owner with a project and a task, and a member of the same organization, who came by a mail. */
  async function createTeam() {
    const [ann, bob] = [await signUp(app, { name: 'Ann' }), await signUp(app, { name: 'Bob' })]
    const organizationId = await createOrganization(ann)
    await ann.post('/auth/organization/invite-member', { email: bob.email, role: 'member' }).json()
    const { link } = await app.mailTo(bob.email)
    const invitationId = link.searchParams.get('invitation')
    await bob.post('/auth/organization/accept-invitation', { invitationId }).json()
    const project = await ann.post('/api/projects', { name: 'A project' }).json<Project>()
    const fields = { title: 'x', assignee: bob.id }
    const task = await bob.post(`/api/projects/${project.id}/tasks`, fields).json<Task>()
    await bob.post(`/api/tasks/${task.id}/comments`, { body: 'mine' }).json()
    return { ann, bob, organizationId, project, task }
  }

  const rowsOf = async (organizationId: string) =>
    app.deps.db.asTenant({ tenantId: organizationId }, async ({ sql }) => {
      const [row] = await sql`
        SELECT (SELECT count(*) FROM projects) + (SELECT count(*) FROM tasks) + (SELECT count(*) FROM comments)
          + (SELECT count(*) FROM events) + (SELECT count(*) FROM event_counters) AS rows`
      return Number(row?.rows)
    })

  async function remove(owner: SignedUp, userId: string): Promise<void> {
    const { members } = await owner
      .get('/auth/organization/get-full-organization')
      .json<{ members: { id: string; userId: string }[] }>()
    const memberIdOrEmail = members.find((member) => member.userId === userId)?.id
    await owner.post('/auth/organization/remove-member', { memberIdOrEmail }).json()
  }

  test('who signs up, makes an organization and invites somebody works with them', async () => {
    const { ann, bob, organizationId, task } = await createTeam()
    expect(await ann.get('/api/me').json()).toEqual({
      id: ann.id,
      email: ann.email,
      name: 'Ann',
      organizationId,
      role: 'owner',
      permissions: [
        'project:delete',
        'project:read',
        'project:write',
        'task:export',
        'task:read',
        'task:write',
      ],
      app: 'tasks',
    })
    expect(await bob.get('/api/me').json()).toMatchObject({
      id: bob.id,
      organizationId,
      role: 'member',
    })
    expect(await ann.get(`/api/tasks/${task.id}`).json()).toMatchObject({
      createdBy: bob.id,
      assignee: bob.id,
    })
  })

  test('a session becomes tokens of the same rights', async () => {
    const { ann, task } = await createTeam()
    const { accessToken } = await ann.post('/auth/token').json<{ accessToken: string }>()
    const headers = { authorization: `Bearer ${accessToken}` }
    expect(await app.get('/api/me', headers).json()).toEqual(await ann.get('/api/me').json())
    expect((await app.get(`/api/tasks/${task.id}`, headers)).status).toBe(200)
  })

  test('who is removed is out at the next request, hears no more, and leaves their tasks to nobody', async () => {
    const { ann, bob, project, task } = await createTeam()
    const { body } = await bob.get('/api/events')
    if (!body) throw new Error('the answer has no body')
    const stream = await listenTo(body)
    await remove(ann, bob.id)
    expect((await bob.get(`/api/tasks/${task.id}`)).status).toBe(403)
    await ann.patch(`/api/projects/${project.id}`, { name: 'secret' })
    expect(await stream.next()).toBeUndefined()
    expect(await ann.get(`/api/tasks/${task.id}`).json()).toMatchObject({
      createdBy: bob.id,
      assignee: null,
    })
  })

  test('who signs out hears no more', async () => {
    const { ann, bob, project } = await createTeam()
    const { body } = await bob.get('/api/events')
    if (!body) throw new Error('the answer has no body')
    const stream = await listenTo(body)
    await bob.post('/auth/sign-out').json()
    await ann.patch(`/api/projects/${project.id}`, { name: 'secret' })
    expect(await stream.next()).toBeUndefined()
  })

  test('of who is deleted, work stays and no name, also where they were a member before', async () => {
    const { ann, bob, task } = await createTeam()
    await remove(ann, bob.id)
    await createOrganization(bob)
    await bob.post('/auth/delete-user', { password: bob.password }).json()
    expect((await bob.get('/api/me')).status).toBe(401)
    expect(await ann.get(`/api/tasks/${task.id}`).json()).toMatchObject({
      createdBy: null,
      assignee: null,
    })
    const comments = await ann.get(`/api/tasks/${task.id}/comments`).json<Page<Comment>>()
    expect(comments.items).toMatchObject([{ author: null, body: 'mine' }])
    const actors = await app.deps.db.asTenant(
      { tenantId: (await ann.get('/api/me').json<{ organizationId: string }>()).organizationId },
      ({ sql }) => sql`SELECT 1 FROM events WHERE actor = ${bob.id}`,
    )
    expect(actors).toHaveLength(0)
  })

  test('an organization is deleted by its owner, with all that was in it', async () => {
    const { ann, bob, organizationId } = await createTeam()
    expect(await rowsOf(organizationId)).toBeGreaterThan(0)
    expect((await bob.post('/auth/organization/delete', { organizationId })).status).toBe(403)
    await ann.post('/auth/organization/delete', { organizationId }).json()
    expect(await rowsOf(organizationId)).toBe(0)
    expect(await ann.get('/api/me').json()).toMatchObject({ organizationId: null, role: null })
    expect((await ann.get('/api/projects')).status).toBe(403)
  })

  test('nothing is left of an organization that is deleted while its members write', async () => {
    const { ann, bob, organizationId, project, task } = await createTeam()
    const writing = Array.from({ length: 40 }, async (_, at) => {
      await Bun.sleep(at)
      const who = at % 2 ? ann : bob
      const answers = [
        who.post('/api/projects', { name: 'late' }),
        who.post(`/api/projects/${project.id}/tasks`, { title: 'late' }),
        who.patch(`/api/tasks/${task.id}`, { title: 'late' }),
        who.post(`/api/tasks/${task.id}/comments`, { body: 'late' }),
      ]
      return (await Promise.all(answers)).map(({ status }) => status)
    })
    await Bun.sleep(15)
    await peopleOf(app.deps).deleteOrganization(organizationId)
    const statuses = new Set((await Promise.all(writing)).flat())
    expect([...statuses].filter((status) => ![200, 201, 403, 404].includes(status))).toEqual([])
    expect(await rowsOf(organizationId)).toBe(0)
  })

  test('a token of somebody without an account may work, and is nobody in what it makes', async () => {
    const { organizationId, project } = await createTeam()
    const robot = await app.asPrincipal({ organization: organizationId, role: 'member' })
    const made = await robot.post(`/api/projects/${project.id}/tasks`, { title: 'x' })
    expect(made.status).toBe(201)
    expect(await made.json()).toMatchObject({ createdBy: null })
    const nowhere = await app.asPrincipal({ role: 'owner' })
    const refused = await nowhere.post('/api/projects', { name: 'x' }).problem()
    expect(refused).toMatchObject({ status: 403, code: 'FORBIDDEN' })
  })
})
