import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { listenTo } from '../test/listen-to.ts'
import { type Browser, openBrowser, password } from '../test/open-browser.ts'
import { openTasks, type TasksTest } from '../test/open-tasks.ts'
import type { Comment } from './comments.ts'
import type { Page } from './page.ts'
import { peopleOf } from './people.ts'
import type { Project } from './projects.ts'
import type { Task } from './tasks.ts'

setDefaultTimeout(20_000)

describe.each(['single', 'multi'] as const)('people in %s mode', (mode) => {
  let app: TasksTest
  beforeAll(async () => {
    app = await openTasks({ mode, features: { comments: true } })
  })
  afterAll(() => app[Symbol.asyncDispose]())

  /** An owner with a project and a task, and a member of the same organization. */
  async function createTeam(name: string) {
    const [ann, bob] = [openBrowser(app), openBrowser(app)]
    const annId = await ann.signUp(`${name}-ann`)
    const bobId = await bob.signUp(`${name}-bob`)
    const organizationId = await ann.createOrganization(name)
    const email = `${name}-bob@example.com`.toLowerCase()
    const { id } = await ann.post<{ id: string }>('/auth/organization/invite-member', {
      email,
      role: 'member',
    })
    await bob.post('/auth/organization/accept-invitation', { invitationId: id })
    const project = await ann.post<Project>('/api/projects', { name: 'A project' })
    const task = await bob.post<Task>(`/api/projects/${project.id}/tasks`, { title: 'x', assignee: bobId })
    await bob.post<Comment>(`/api/tasks/${task.id}/comments`, { body: 'mine' })
    return { ann, bob, annId, bobId, organizationId, project, task }
  }

  const rowsOf = async (organizationId: string) =>
    app.deps.db.asTenant({ tenantId: organizationId }, async ({ sql }) => {
      const [row] = await sql`
        SELECT (SELECT count(*) FROM projects) + (SELECT count(*) FROM tasks) + (SELECT count(*) FROM comments)
          + (SELECT count(*) FROM events) + (SELECT count(*) FROM event_counters) AS rows`
      return Number(row?.rows)
    })

  const memberId = async (ann: Browser, userId: string) => {
    const { members } = await ann.read<{ members: { id: string; userId: string }[] }>(
      '/auth/organization/get-full-organization',
    )
    return members.find((member) => member.userId === userId)?.id
  }

  test('who signs up, makes an organization and invites somebody works with them', async () => {
    const { ann, bob, annId, bobId, organizationId, task } = await createTeam('Works')
    expect(await ann.read<object>('/api/me')).toEqual({
      id: annId,
      email: 'works-ann@example.com',
      name: 'Works-ann',
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
    expect(await bob.read<object>('/api/me')).toMatchObject({ id: bobId, organizationId, role: 'member' })
    expect(await ann.read<Task>(`/api/tasks/${task.id}`)).toMatchObject({ createdBy: bobId, assignee: bobId })
  })

  test('a session becomes tokens of the same rights', async () => {
    const { ann, task } = await createTeam('Tokens')
    const { accessToken } = await ann.post<{ accessToken: string }>('/auth/token', {})
    const headers = { authorization: `Bearer ${accessToken}` }
    const [byCookie, byToken] = [await ann.read<object>('/api/me'), await app.request('/api/me', { headers })]
    expect(await byToken.json()).toEqual(byCookie)
    expect((await app.request(`/api/tasks/${task.id}`, { headers })).status).toBe(200)
  })

  test('who is removed is out at the next request, hears no more, and leaves their tasks to nobody', async () => {
    const { ann, bob, bobId, project, task } = await createTeam('Removed')
    const { body } = await bob.ask('GET', '/api/events')
    if (!body) throw new Error('the answer has no body')
    const stream = await listenTo(body)
    await ann.post('/auth/organization/remove-member', { memberIdOrEmail: await memberId(ann, bobId) })
    expect((await bob.ask('GET', `/api/tasks/${task.id}`)).status).toBe(403)
    await ann.ask('PATCH', `/api/projects/${project.id}`, { name: 'secret' })
    expect(await stream.next()).toBeUndefined()
    expect(await ann.read<Task>(`/api/tasks/${task.id}`)).toMatchObject({ createdBy: bobId, assignee: null })
  })

  test('who signs out hears no more', async () => {
    const { ann, bob, project } = await createTeam('Out')
    const { body } = await bob.ask('GET', '/api/events')
    if (!body) throw new Error('the answer has no body')
    const stream = await listenTo(body)
    await bob.post('/auth/sign-out', {})
    await ann.ask('PATCH', `/api/projects/${project.id}`, { name: 'secret' })
    expect(await stream.next()).toBeUndefined()
  })

  test('of who is deleted, work stays and no name, also where they were a member before', async () => {
    const { ann, bob, bobId, task } = await createTeam('Deleted')
    await ann.post('/auth/organization/remove-member', { memberIdOrEmail: await memberId(ann, bobId) })
    await bob.createOrganization('Deleted-own')
    await bob.post('/auth/delete-user', { password })
    expect((await bob.ask('GET', '/api/me')).status).toBe(401)
    expect(await ann.read<Task>(`/api/tasks/${task.id}`)).toMatchObject({ createdBy: null, assignee: null })
    const comments = await ann.read<Page<Comment>>(`/api/tasks/${task.id}/comments`)
    expect(comments.items).toMatchObject([{ author: null, body: 'mine' }])
    const actors = await app.deps.db.asTenant(
      { tenantId: (await ann.read<{ organizationId: string }>('/api/me')).organizationId },
      ({ sql }) => sql`SELECT 1 FROM events WHERE actor = ${bobId}`,
    )
    expect(actors).toHaveLength(0)
  })

  test('an organization is deleted by its owner, with all that was in it', async () => {
    const { ann, bob, organizationId } = await createTeam('Closed')
    expect(await rowsOf(organizationId)).toBeGreaterThan(0)
    expect((await bob.ask('POST', '/auth/organization/delete', { organizationId })).status).toBe(403)
    await ann.post('/auth/organization/delete', { organizationId })
    expect(await rowsOf(organizationId)).toBe(0)
    expect(await ann.read<object>('/api/me')).toMatchObject({ organizationId: null, role: null })
    expect((await ann.ask('GET', '/api/projects')).status).toBe(403)
  })

  test('nothing is left of an organization that is deleted while its members write', async () => {
    const { ann, bob, organizationId, project, task } = await createTeam('Race')
    const writing = Array.from({ length: 40 }, async (_, at) => {
      await Bun.sleep(at)
      const who = at % 2 ? ann : bob
      const answers = [
        who.ask('POST', '/api/projects', { name: 'late' }),
        who.ask('POST', `/api/projects/${project.id}/tasks`, { title: 'late' }),
        who.ask('PATCH', `/api/tasks/${task.id}`, { title: 'late' }),
        who.ask('POST', `/api/tasks/${task.id}/comments`, { body: 'late' }),
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
    const { organizationId, project } = await createTeam('Robots')
    const headers = { authorization: `Bearer ${await app.token({ organizationId, role: 'member' })}` }
    const made = await app.send('POST', `/api/projects/${project.id}/tasks`, { title: 'x' }, headers)
    expect(made.status).toBe(201)
    expect(await made.json()).toMatchObject({ createdBy: null })
    const nowhere = await app.token({ organizationId: crypto.randomUUID(), role: 'owner' })
    const refused = await app.send(
      'POST',
      '/api/projects',
      { name: 'x' },
      { authorization: `Bearer ${nowhere}` },
    )
    expect([refused.status, await refused.json()]).toMatchObject([403, { code: 'FORBIDDEN' }])
  })
})
