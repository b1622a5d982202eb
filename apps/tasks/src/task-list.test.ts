import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createTestApp, type TestApp } from '@repo/multiapp/testing'
import { createMember, type Member } from '../test/member.ts'
import { tasks } from './index.ts'
import type { Page } from './page.ts'
import type { Task } from './tasks.ts'

const sampleId = '00000000-0000-4000-8000-000000000000'

describe.each(['single', 'multi'] as const)('the list of tasks in %s mode', (mode) => {
  let app: TestApp<typeof tasks>
  let ann: Member
  beforeAll(async () => {
    app = await createTestApp(tasks, { mode })
    ann = await createMember(app)
  })
  afterAll(() => app[Symbol.asyncDispose]())

  async function listAll(projectId: string, query: string, onPage?: () => Promise<unknown>) {
    const seen: Task[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const path = `/api/projects/${projectId}/tasks?${query}${cursor && `&cursor=${cursor}`}`
      const page: Page<Task> = await ann.get(path).json()
      seen.push(...page.items)
      cursor = page.nextCursor
      await onPage?.()
    }
    return seen
  }

  test('is in the order of positions, none skipped and none twice, also where many have the same', async () => {
    const { id } = await ann.project()
    const positions = [3, 1, 1, 1, 1, 1, 0.1, 0.30000000000000004, -2, 5e-324, 1e9, 2, 2, 2, -1e-7]
    const made = await Promise.all(positions.map((position) => ann.task(id, { position })))
    const seen = await listAll(id, 'limit=2')
    expect(seen.map(({ id }) => id).sort()).toEqual(made.map(({ id }) => id).sort())
    expect(seen.map(({ position }) => position)).toEqual([...positions].sort((a, b) => a - b))
  })

  test('skips none that was there all the time while others come and go', async () => {
    const { id } = await ann.project()
    const made = await Promise.all(Array.from({ length: 12 }, (_, position) => ann.task(id, { position })))
    const seen = await listAll(id, 'limit=5', async () => {
      const passing = await ann.task(id, { position: 1, title: 'passing' })
      await ann.task(id, { position: -1, title: 'passing' })
      await ann.delete(`/api/tasks/${passing.id}`)
    })
    const staying = seen.filter(({ title }) => title !== 'passing')
    expect(staying.map(({ id }) => id)).toEqual(made.map(({ id }) => id))
  })

  test('has 20 tasks a page unless it is told otherwise', async () => {
    const { id } = await ann.project()
    await Promise.all(Array.from({ length: 21 }, () => ann.task(id)))
    const { items, nextCursor } = await ann.get(`/api/projects/${id}/tasks`).json<Page<Task>>()
    expect([items.length, nextCursor]).toEqual([20, expect.any(String)])
  })

  test('is narrowed down by status, assignee and due date, each alone and together', async () => {
    const { id } = await ann.project()
    const { id: bob } = await createMember(app, { organization: ann.organizationId })
    for (const [title, fields] of Object.entries({
      a: { status: 'todo', assignee: bob, dueDate: '2026-01-31' },
      b: { status: 'doing', assignee: bob, dueDate: '2026-02-01' },
      c: { status: 'doing', assignee: ann.id, dueDate: '2026-02-02' },
      d: { status: 'done' },
    }))
      await ann.task(id, { title, ...fields })
    const titles = async (query: string) =>
      (await listAll(id, `limit=1&${query}`)).map(({ title }) => title).join('')
    expect(await titles('')).toBe('abcd')
    expect(await titles('status=doing')).toBe('bc')
    expect(await titles(`assignee=${bob}`)).toBe('ab')
    expect(await titles('assignee=none')).toBe('d')
    expect(await titles('dueFrom=2026-02-01')).toBe('bc')
    expect(await titles('dueTo=2026-02-01')).toBe('ab')
    expect(await titles('dueFrom=2026-02-01&dueTo=2026-02-01')).toBe('b')
    expect(await titles(`status=doing&assignee=${bob}&dueTo=2026-12-31`)).toBe('b')
    expect(await titles(`assignee=${crypto.randomUUID()}`)).toBe('')
  })

  test.each([
    'limit=0',
    'limit=101',
    'status=later',
    'assignee=ann',
    'dueFrom=2026-02-30',
    'dueTo=0000-01-01',
    'cursor=x',
    `cursor=${btoa(`1e999 ${sampleId}`)}`,
    `cursor=${btoa(`1e-400 ${sampleId}`)}`,
    `cursor=${btoa(`2026-01-01T00:00:00.000Z ${sampleId}`)}`,
  ])('with %s is 422', async (query) => {
    expect((await ann.get(`/api/projects/${sampleId}/tasks?${query}`)).status).toBe(422)
  })

  test('of a project without tasks is empty, of an unknown one 404', async () => {
    const { id } = await ann.project()
    expect(await ann.get(`/api/projects/${id}/tasks`).json<Page<Task>>()).toEqual({
      items: [],
      nextCursor: null,
    })
    expect((await ann.get(`/api/projects/${sampleId}/tasks`)).status).toBe(404)
  })
})
