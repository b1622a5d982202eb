import { expect, test } from 'bun:test'
import { createTestApp } from '@repo/multiapp/testing'
import { notes } from './index.ts'
import { createNotes } from './notes.ts'
import { seed } from './seed.ts'

test('the seed fills more than a page, and a second run changes nothing', async () => {
  await using app = await createTestApp(notes)
  const kept = createNotes(app.deps.db)
  await seed(app.deps)
  const page = await kept.list({ limit: 20 })
  expect(page.items).toHaveLength(20)
  expect(page.items[0]).toMatchObject({ title: 'Note 22', createdAt: '2026-01-26T09:00:00.000Z' })
  await kept.update(page.items[0]?.id ?? '', { title: 'Mine' })
  await seed(app.deps)
  const again = await kept.list({ limit: 100 })
  expect([again.items.length, again.items[0]?.title, again.nextCursor]).toEqual([22, 'Mine', null])
})
