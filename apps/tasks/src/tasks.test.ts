import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createTestApp, type TestApp } from '@repo/multiapp/testing'
import { createMember, type Member } from '../test/member.ts'
import { tasks } from './index.ts'
import type { Project } from './projects.ts'
import type { Task } from './tasks.ts'

describe.each(['single', 'multi'] as const)('tasks in %s mode', (mode) => {
  let app: TestApp<typeof tasks>
  let ann: Member
  let project: Project
  beforeAll(async () => {
    app = await createTestApp(tasks, { mode })
    ann = await createMember(app)
    project = await ann.project()
  })
  afterAll(() => app[Symbol.asyncDispose]())

  const change = (task: Task, body: object, tag?: string) =>
    ann.patch(`/api/tasks/${task.id}`, body, tag === undefined ? {} : { 'if-match': tag })

  test('a task is made, read, changed and deleted', async () => {
    const made = await ann.post(`/api/projects/${project.id}/tasks`, { title: 'Paint' })
    expect(made.status).toBe(201)
    const task = (await made.json()) as Task
    const path = `/api/tasks/${task.id}`
    expect(made.headers.get('location')).toBe(path)
    expect(made.headers.get('etag')).toBe('"1"')
    expect(task).toEqual({
      id: task.id,
      projectId: project.id,
      title: 'Paint',
      description: '',
      status: 'todo',
      assignee: null,
      dueDate: null,
      position: 1,
      version: 1,
      createdBy: ann.id,
      createdAt: task.createdAt,
      updatedAt: task.createdAt,
    })
    const read = await ann.get(path)
    expect([read.headers.get('etag'), await read.json()]).toEqual(['"1"', task])

    const fields = {
      title: 'Paint it',
      description: 'in white',
      status: 'doing',
      assignee: ann.id,
      dueDate: '2028-02-29',
      position: 0.5,
    }
    const changed = await ann.patch(path, fields)
    expect(changed.headers.get('etag')).toBe('"2"')
    expect(await changed.json()).toMatchObject({ ...fields, version: 2, createdAt: task.createdAt })
    const cleared = await ann.patch(path, { assignee: null, dueDate: null })
    expect(await cleared.json()).toMatchObject({ title: 'Paint it', assignee: null, dueDate: null })

    const deleted = await ann.delete(path)
    expect([deleted.status, await deleted.text()]).toEqual([204, ''])
    expect((await ann.get(path)).status).toBe(404)
  })

  test('a task is given to members of the organization, and to nobody else', async () => {
    const bob = await createMember(app, { organization: ann.organizationId, role: 'viewer' })
    const stranger = await createMember(app)
    const task = await ann.task(project.id, { assignee: bob.id })
    expect(task.assignee).toBe(bob.id)
    for (const id of [stranger.id, crypto.randomUUID()]) {
      const refused = [
        await ann.post(`/api/projects/${project.id}/tasks`, { title: 'x', assignee: id }),
        await change(task, { assignee: id }),
      ]
      for (const answer of refused) {
        expect(answer.status).toBe(422)
        expect(await answer.json()).toMatchObject({ errors: [{ path: '/assignee' }] })
      }
    }
    expect(await ann.get(`/api/tasks/${task.id}`).json()).toEqual(task)
  })

  test('a new task stands at the end of its project', async () => {
    const { id } = await ann.project()
    const positions = [await ann.task(id), await ann.task(id, { position: 7 }), await ann.task(id)]
    expect(positions.map(({ position }) => position)).toEqual([1, 7, 8])
  })

  test.each(['"1"', '"7", "1"', '*'])('a change with If-Match: %s is made to version 1', async (tag) => {
    const task = await ann.task(project.id)
    expect((await change(task, { title: 'changed' }, tag)).status).toBe(200)
  })

  test.each(['"2"', 'W/"1"', '1', '"x"', '', '"1x"'])(
    'a change with If-Match: %s is not made to version 1: 412 with the ETag that is',
    async (tag) => {
      const task = await ann.task(project.id)
      const refused = await change(task, { title: 'changed' }, tag)
      expect([refused.status, refused.headers.get('etag')]).toEqual([412, '"1"'])
      expect(await refused.json()).toMatchObject({ code: 'PRECONDITION_FAILED' })
      expect(await ann.get(`/api/tasks/${task.id}`).json()).toEqual(task)
    },
  )

  test('of fifty who change the same version at once, one does, and the others hear of it', async () => {
    const task = await ann.task(project.id)
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => change(task, { title: `by ${index}` }, '"1"')),
    )
    const won = answers.filter(({ status }) => status === 200)
    expect(won).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 412)).toHaveLength(49)
    expect(await ann.get(`/api/tasks/${task.id}`).json()).toEqual((await won[0]?.json()) as Task)
  })

  test('a deletion takes If-Match as well', async () => {
    const task = await ann.task(project.id)
    const remove = (tag: string) => ann.delete(`/api/tasks/${task.id}`, undefined, { 'if-match': tag })
    expect((await remove('"2"')).status).toBe(412)
    expect((await remove('"1"')).status).toBe(204)
    expect((await remove('"1"')).status).toBe(404)
  })

  test.each([
    ['POST', 'no title', {}],
    ['POST', 'an empty title', { title: '' }],
    ['POST', 'an unknown status', { title: 'x', status: 'later' }],
    ['POST', 'an assignee without a UUID', { title: 'x', assignee: 'ann' }],
    ['POST', 'a day that no month has', { title: 'x', dueDate: '2026-02-30' }],
    ['POST', 'a day before all years', { title: 'x', dueDate: '0000-01-01' }],
    ['POST', 'a word for a day', { title: 'x', dueDate: 'tomorrow' }],
    ['POST', 'a position too far away', { title: 'x', position: 1e10 }],
    ['POST', 'a word for a position', { title: 'x', position: 'first' }],
    ['POST', 'a description too long', { title: 'x', description: 'x'.repeat(10_001) }],
    ['POST', 'text that cannot be stored', { title: 'nul \u0000' }],
    ['PATCH', 'nothing', {}],
    ['PATCH', 'no title', { title: null }],
    ['PATCH', 'a month that no year has', { dueDate: '2026-13-01' }],
  ])('%s with %s is 422', async (method, _what, body) => {
    const path = method === 'POST' ? `/api/projects/${project.id}/tasks` : `/api/tasks/${crypto.randomUUID()}`
    const response = await ann.send(method, path, body)
    expect(response.status).toBe(422)
    expect(await response.json()).toMatchObject({ code: 'VALIDATION_FAILED' })
  })

  test('an unknown id is 404, a malformed one 422, for every method', async () => {
    const statuses = async (id: string) => [
      (await ann.get(`/api/projects/${id}/tasks`)).status,
      (await ann.post(`/api/projects/${id}/tasks`, { title: 'x' })).status,
      (await ann.get(`/api/tasks/${id}`)).status,
      (await ann.patch(`/api/tasks/${id}`, { title: 'x' }, { 'if-match': '"1"' })).status,
      (await ann.delete(`/api/tasks/${id}`)).status,
    ]
    expect(await statuses(crypto.randomUUID())).toEqual([404, 404, 404, 404, 404])
    expect(await statuses('no-id')).toEqual([422, 422, 422, 422, 422])
  })
})
