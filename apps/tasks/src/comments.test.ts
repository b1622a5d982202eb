import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createTestApp, type TestApp } from '@repo/multiapp/testing'
import { createMember, type Member } from '../test/member.ts'
import type { Comment } from './comments.ts'
import { tasks } from './index.ts'
import type { Page } from './page.ts'

describe.each(['single', 'multi'] as const)('comments in %s mode', (mode) => {
  let app: TestApp<typeof tasks>
  let ann: Member
  let path: string
  beforeAll(async () => {
    app = await createTestApp(tasks, { mode, features: { comments: true } })
    ann = await createMember(app)
    const project = await ann.project()
    path = `/api/tasks/${(await ann.task(project.id)).id}/comments`
  })
  afterAll(() => app[Symbol.asyncDispose]())

  test('a task has its comments, oldest first, with who wrote them', async () => {
    const bob = await createMember(app, { organization: ann.organizationId, role: 'member' })
    const made: Comment[] = []
    for (const [index, who] of [ann, bob, ann, bob, ann].entries()) {
      const response = await who.post(path, { body: `${index}` })
      expect(response.status).toBe(201)
      made.push((await response.json()) as Comment)
    }
    expect(made.map(({ author }) => author)).toEqual([ann.id, bob.id, ann.id, bob.id, ann.id])
    const seen: Comment[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: Page<Comment> = await ann.get(`${path}?limit=2${cursor && `&cursor=${cursor}`}`).json()
      seen.push(...page.items)
      cursor = page.nextCursor
    }
    expect(seen.map(({ id }) => id).sort()).toEqual(made.map(({ id }) => id).sort())
    const times = seen.map(({ createdAt }) => createdAt)
    expect(times).toEqual([...times].sort())
  })

  test('whose author has no UUID has none', async () => {
    const organization = ann.organizationId
    const robot = await app.asPrincipal({ id: 'robot', organization, role: 'member' })
    expect(await robot.post(path, { body: 'beep' }).json()).toMatchObject({ author: null, body: 'beep' })
  })

  test('of an unknown task are 404, empty ones 422', async () => {
    const unknown = `/api/tasks/${crypto.randomUUID()}/comments`
    expect((await ann.get(unknown)).status).toBe(404)
    expect((await ann.post(unknown, { body: 'x' })).status).toBe(404)
    expect((await ann.post(path, { body: '' })).status).toBe(422)
    expect((await ann.post(path, { body: 'x\u0000' })).status).toBe(422)
    expect((await ann.get('/api/tasks/no-id/comments')).status).toBe(422)
  })
})
