import { expect, test } from 'bun:test'
import { createTestApp } from '@repo/multiapp/testing'
import { notes } from './index.ts'
import type { NotePage } from './notes.ts'
import { seed } from './seed.ts'

test('the seed fills more than a page, and a second run changes nothing', async () => {
  await using app = await createTestApp(notes)
  await seed(app.deps)
  const page = await app.get('/api/notes').json<NotePage>()
  expect(page.items).toHaveLength(20)
  expect(page.items[0]).toMatchObject({ title: 'Note 22', createdAt: '2026-01-26T09:00:00.000Z' })
  await app.patch(`/api/notes/${page.items[0]?.id}`, { title: 'Mine' })
  await seed(app.deps)
  const { items, nextCursor } = await app.get('/api/notes?limit=100').json<NotePage>()
  expect([items.length, items[0]?.title, nextCursor]).toEqual([22, 'Mine', null])
})
