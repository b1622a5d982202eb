import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createMember, type Member, type Role } from '../test/member.ts'
import { openTasks, type TasksTest } from '../test/open-tasks.ts'
import type { Page } from './page.ts'

type Route = [method: string, path: string, body?: object]

describe.each(['single', 'multi'] as const)('access in %s mode', (mode) => {
  let app: TasksTest
  let ann: Member
  beforeAll(async () => {
    app = await openTasks({ mode, features: { comments: true, export: true } })
    ann = await createMember(app)
  })
  afterAll(() => app[Symbol.asyncDispose]())

  /** Every guarded route, on a project and a task that are ann's; what deletes comes last. */
  async function routes(): Promise<Route[]> {
    const project = await ann.project()
    const task = await ann.task(project.id)
    return [
      ['GET', '/api/me'],
      ['GET', '/api/projects'],
      ['POST', '/api/projects', { name: 'x' }],
      ['GET', `/api/projects/${project.id}`],
      ['PATCH', `/api/projects/${project.id}`, { name: 'x' }],
      ['GET', `/api/projects/${project.id}/tasks`],
      ['POST', `/api/projects/${project.id}/tasks`, { title: 'x' }],
      ['GET', `/api/tasks/${task.id}`],
      ['PATCH', `/api/tasks/${task.id}`, { title: 'x' }],
      ['GET', `/api/tasks/${task.id}/comments`],
      ['POST', `/api/tasks/${task.id}/comments`, { body: 'x' }],
      ['GET', '/api/export.csv'],
      ['GET', '/api/events'],
      ['DELETE', `/api/tasks/${task.id}`],
      ['DELETE', `/api/projects/${project.id}`],
    ]
  }

  async function statusesOf(headers: Record<string, string>, body?: object): Promise<number[]> {
    const statuses: number[] = []
    for (const [method, path, own] of await routes()) {
      const given = own && (body ?? own)
      const response = await (given
        ? app.send(method, path, given, headers)
        : app.request(path, { method, headers }))
      statuses.push(response.status)
      await response.body?.cancel()
    }
    return statuses
  }

  const matrix: Record<Role, number[]> = {
    owner: [200, 200, 201, 200, 200, 200, 201, 200, 200, 200, 201, 200, 200, 204, 204],
    admin: [200, 200, 201, 200, 200, 200, 201, 200, 200, 200, 201, 200, 200, 204, 204],
    member: [200, 200, 201, 200, 200, 200, 201, 200, 200, 200, 201, 403, 200, 204, 403],
    viewer: [200, 200, 403, 200, 403, 200, 403, 200, 403, 200, 403, 403, 200, 403, 403],
  }

  test.each(Object.entries(matrix))('%s may do what the role says', async (role, expected) => {
    const { headers } = await createMember(app, { role: role as Role, organizationId: ann.organizationId })
    expect(await statusesOf(headers)).toEqual(expected)
  })

  test('who has no role, or no organization, may ask only who they are', async () => {
    const refused = [200, ...Array.from({ length: 14 }, () => 403)]
    const { organizationId } = ann
    for (const subject of [
      { organizationId },
      { organizationId, role: 'pilot' },
      { organizationId, permissions: ['*'] },
      { role: 'owner' },
      { role: 'owner', organizationId: 'no-uuid' },
    ]) {
      const headers = { authorization: `Bearer ${await app.token(subject)}` }
      expect(await statusesOf(headers)).toEqual(refused)
    }
  })

  test('nobody is 401 everywhere, before anything that was sent is looked at', async () => {
    const refused = Array.from({ length: 15 }, () => 401)
    expect(await statusesOf({})).toEqual(refused)
    expect(await statusesOf({ authorization: 'Bearer nonsense' }, { unknown: 1 })).toEqual(refused)
  })

  test('what belongs to another organization is 404 to its owner, and no list, export or count has it', async () => {
    const bob = await createMember(app)
    const project = await ann.project('of ann')
    const task = await ann.task(project.id, { title: 'of ann' })
    const foreign: Route[] = [
      ['GET', `/api/projects/${project.id}`],
      ['PATCH', `/api/projects/${project.id}`, { name: 'x' }],
      ['DELETE', `/api/projects/${project.id}`],
      ['GET', `/api/projects/${project.id}/tasks`],
      ['POST', `/api/projects/${project.id}/tasks`, { title: 'x' }],
      ['GET', `/api/tasks/${task.id}`],
      ['PATCH', `/api/tasks/${task.id}`, { title: 'x' }],
      ['DELETE', `/api/tasks/${task.id}`],
      ['GET', `/api/tasks/${task.id}/comments`],
      ['POST', `/api/tasks/${task.id}/comments`, { body: 'x' }],
    ]
    for (const [method, path, body] of foreign) {
      // A tag that does not fit must not tell that there is something to fit.
      const response = await bob.send(method, path, body, { 'if-match': '"99"', 'x-request-id': 'same' })
      const unknown = await bob.send(method, path.replace(/[0-9a-f-]{36}/, crypto.randomUUID()), body, {
        'x-request-id': 'same',
      })
      expect([method, path, response.status]).toEqual([method, path, 404])
      expect(await response.text()).toBe(await unknown.text())
    }
    expect((await bob.read<Page<unknown>>('/api/projects')).items).toEqual([])
    expect(await (await bob.get('/api/export.csv')).text()).not.toContain('of ann')
    expect(await ann.read<object>(`/api/tasks/${task.id}`)).toEqual(task)
    expect(await ann.read<object>(`/api/projects/${project.id}`)).toEqual(project)
  })
})

test('comments and exports are off as shipped: 401 to nobody, 403 to an owner', async () => {
  await using app = await openTasks()
  const ann = await createMember(app)
  const task = await ann.task((await ann.project()).id)
  const off: Route[] = [
    ['GET', `/api/tasks/${task.id}/comments`],
    ['POST', `/api/tasks/${task.id}/comments`, { body: 'x' }],
    ['GET', '/api/export.csv'],
  ]
  for (const [method, path, body] of off) {
    const refused = await ann.send(method, path, body)
    expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([
      403,
      'FEATURE_NOT_ENABLED',
    ])
    expect((await app.request(path, { method })).status).toBe(401)
  }
})
