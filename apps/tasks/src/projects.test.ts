import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createTestApp, type TestApp } from '@repo/multiapp/testing'
import { createMember, type Member } from '../test/member.ts'
import { tasks } from './index.ts'
import type { Page } from './page.ts'
import type { Project } from './projects.ts'

const sampleId = '00000000-0000-4000-8000-000000000000'

describe.each(['single', 'multi'] as const)('projects in %s mode', (mode) => {
  let app: TestApp<typeof tasks>
  let ann: Member
  beforeAll(async () => {
    app = await createTestApp(tasks, { mode, settings: { pageSize: 5 } })
    ann = await createMember(app)
  })
  afterAll(() => app[Symbol.asyncDispose]())

  test('says who asks, from the token alone', async () => {
    const robot = await app.asPrincipal({ role: 'owner' })
    expect(await robot.get('/api/me').json()).toEqual({
      id: robot.id,
      email: null,
      name: null,
      organizationId: robot.organizationId,
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
    const undeclared = 'pilot' as never // as of an older version of the app
    const known = { id: 'x', email: 'bob@example.com', name: 'Bob', organization: null, role: undeclared }
    const bob = await app.asPrincipal(known)
    expect(await bob.get('/api/me').json()).toEqual({
      id: 'x',
      email: 'bob@example.com',
      name: 'Bob',
      organizationId: null,
      role: null,
      permissions: [],
      app: 'tasks',
    })
  })

  test('a project is made, read, changed and deleted', async () => {
    const made = await ann.post('/api/projects', { name: 'Kitchen' })
    expect(made.status).toBe(201)
    const project = (await made.json()) as Project
    const path = `/api/projects/${project.id}`
    expect(made.headers.get('location')).toBe(path)
    expect(project).toMatchObject({ name: 'Kitchen', updatedAt: project.createdAt })
    expect(await ann.get(path).json()).toEqual(project)

    const changed = await ann.patch(path, { name: 'New kitchen' })
    expect(await changed.json()).toMatchObject({
      id: project.id,
      name: 'New kitchen',
      createdAt: project.createdAt,
    })
    const deleted = await ann.delete(path)
    expect([deleted.status, await deleted.text()]).toEqual([204, ''])
    expect((await ann.get(path)).status).toBe(404)
    expect((await ann.delete(path)).status).toBe(404)
  })

  test('a project takes its tasks along', async () => {
    const { id } = await ann.project()
    const task = await ann.task(id)
    await ann.delete(`/api/projects/${id}`)
    expect((await ann.get(`/api/tasks/${task.id}`)).status).toBe(404)
  })

  test('pages go from the newest to the oldest, none skipped and none twice, as long as the setting says', async () => {
    const bob = await createMember(app)
    const made = await Promise.all(Array.from({ length: 13 }, (_, index) => bob.project(`${index}`)))
    const seen: Project[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: Page<Project> = await bob.get(`/api/projects${cursor && `?cursor=${cursor}`}`).json()
      expect(page.items.length).toBeLessThanOrEqual(5)
      seen.push(...page.items)
      cursor = page.nextCursor
    }
    expect(seen.map(({ id }) => id).sort()).toEqual(made.map(({ id }) => id).sort())
    const times = seen.map(({ createdAt }) => createdAt)
    expect(times).toEqual([...times].sort().reverse())
    expect((await bob.get('/api/projects?limit=100').json<Page<Project>>()).items).toHaveLength(13)
  })

  test.each([
    ['POST', 'no name', '', {}],
    ['POST', 'an empty name', '', { name: '' }],
    ['POST', 'a name too long', '', { name: 'x'.repeat(201) }],
    ['POST', 'text that cannot be stored', '', { name: 'nul \u0000' }],
    ['PATCH', 'nothing', `/${crypto.randomUUID()}`, {}],
    ['PATCH', 'a malformed id', '/no-id', { name: 'x' }],
    ['GET', 'a malformed id', '/no-id', undefined],
    ['DELETE', 'a malformed id', '/no-id', undefined],
    ['GET', 'a limit of none', '?limit=0', undefined],
    ['GET', 'a limit too high', '?limit=101', undefined],
    ['GET', 'a cursor that nobody wrote', '?cursor=x', undefined],
    ['GET', 'a cursor of no time', `?cursor=${btoa(`2026-99-99T00:00:00.000Z ${sampleId}`)}`, undefined],
    ['GET', 'a cursor of no day', `?cursor=${btoa(`2026-02-31T00:00:00.000Z ${sampleId}`)}`, undefined],
    ['GET', 'a cursor of no year', `?cursor=${btoa(`0000-01-01T00:00:00.000Z ${sampleId}`)}`, undefined],
    ['GET', 'a cursor of another list', `?cursor=${btoa(`1 ${sampleId}`)}`, undefined],
  ])('%s with %s is 422', async (method, _what, rest, body) => {
    const response = await ann.send(method, `/api/projects${rest}`, body)
    expect(response.status).toBe(422)
    expect(await response.json()).toMatchObject({ code: 'VALIDATION_FAILED' })
  })

  test('an unknown id is 404 for every method', async () => {
    const path = `/api/projects/${crypto.randomUUID()}`
    const answers = [await ann.get(path), await ann.patch(path, { name: 'x' }), await ann.delete(path)]
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404])
  })
})
