import { expect, test } from 'bun:test'
import { createTestApp } from '@repo/multiapp/testing'
import { createMember } from '../test/member.ts'
import { tasks } from './index.ts'
import type { Page } from './page.ts'
import type { Project } from './projects.ts'
import { seed } from './seed.ts'
import { user } from './tables.ts'
import type { Task } from './tasks.ts'

const organizationId = '5eed0000-00a0-4000-8000-000000000000'

test('the seed makes a team with more than a page of tasks, and a second run changes nothing', async () => {
  await using app = await createTestApp(tasks, { features: { comments: true } })
  await seed(app.deps)
  await app.deps.db.asTenant(
    { tenantId: organizationId },
    (tx) => tx.sql`UPDATE tasks SET title = 'mine' WHERE title = 'Keys'`,
  )
  await seed(app.deps)
  const ann = await createMember(app, { organization: organizationId })
  const { items: projects } = await ann.get('/api/projects').json<Page<Project>>()
  expect(projects.map(({ name }) => name)).toEqual(['Ideas for later', 'Move to the new office', 'Website'])
  const page = await ann.get(`/api/projects/${projects[1]?.id}/tasks`).json<Page<Task>>()
  expect(page.items).toHaveLength(20)
  expect(page.items[5]).toMatchObject({ title: 'mine', status: 'doing', position: 6 })
  expect(page.nextCursor).not.toBeNull()
  const [, texts] = (await ann.get(`/api/projects/${projects[2]?.id}/tasks`).json<Page<Task>>()).items
  const comments = await ann.get(`/api/tasks/${texts?.id}/comments`).json<Page<{ body: string }>>()
  expect(comments.items).toHaveLength(2)
  const signedIn = await app.post('/auth/sign-in/email', {
    email: 'ann@example.com',
    password: 'correct horse battery',
  })
  expect(signedIn.status).toBe(200)
  const stranger = await createMember(app)
  expect(await stranger.get('/api/projects').json<Page<Project>>()).toEqual({ items: [], nextCursor: null })
})

test('the seed is not sown in production', async () => {
  await using app = await createTestApp(tasks)
  const config = { ...app.deps.config, isProduction: true }
  await expect(seed({ ...app.deps, config })).rejects.toThrow('the seed is for development')
  expect(await app.deps.db.$count(user)).toBe(0)
})
