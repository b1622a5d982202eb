import { expect, test } from 'bun:test'
import { createTestApp } from '@repo/multiapp/testing'
import { migrations } from '../migrations/index.ts'
import { createMember } from '../test/member.ts'
import { tasksApp } from './app.ts'
import type { Page } from './page.ts'
import type { Project } from './projects.ts'
import { routes } from './routes/index.ts'
import { seed } from './seed.ts'
import type { Task } from './tasks.ts'

const organizationId = '5eed0000-00a0-4000-8000-000000000000'

test('the seed makes a team with more than a page of tasks, and a second run changes nothing', async () => {
  const onRegister = async ({ db }: Parameters<typeof seed>[0]) => {
    await seed({ db })
    await db.asTenant(
      { tenantId: organizationId },
      (tx) => tx.sql`UPDATE tasks SET title = 'mine' WHERE title = 'Keys'`,
    )
    await seed({ db })
  }
  const backend = tasksApp.backend({ migrations, routes, onRegister })
  await using app = await createTestApp(backend, { features: { comments: true } })
  const ann = await createMember(app, { organizationId })
  const { items: projects } = await ann.read<Page<Project>>('/api/projects')
  expect(projects.map(({ name }) => name)).toEqual(['Ideas for later', 'Move to the new office', 'Website'])
  const page = await ann.read<Page<Task>>(`/api/projects/${projects[1]?.id}/tasks`)
  expect(page.items).toHaveLength(20)
  expect(page.items[5]).toMatchObject({ title: 'mine', status: 'doing', position: 6 })
  expect(page.nextCursor).not.toBeNull()
  const [, texts] = (await ann.read<Page<Task>>(`/api/projects/${projects[2]?.id}/tasks`)).items
  const comments = await ann.read<Page<{ body: string }>>(`/api/tasks/${texts?.id}/comments`)
  expect(comments.items).toHaveLength(2)
  const stranger = await createMember(app)
  expect(await stranger.read<Page<Project>>('/api/projects')).toEqual({ items: [], nextCursor: null })
})
