import { expect, test } from 'bun:test'
import { createTestApp } from '@repo/multiapp/testing'
import { acmeStore } from './index.ts'
import { seed } from './seed.ts'
import { createSpareParts } from './spare-parts.ts'

test('the seed fills more than a page, and a second run changes nothing', async () => {
  await using app = await createTestApp(acmeStore)
  const kept = createSpareParts(app.deps.db)
  await seed(app.deps)
  const page = await kept.list({ limit: 20 })
  expect(page.items).toHaveLength(20)
  expect(page.items[0]).toMatchObject({ title: 'Spare part 22', createdAt: '2026-01-26T09:00:00.000Z' })
  await kept.update(page.items[0]?.id ?? '', { title: 'Mine' })
  await seed(app.deps)
  const again = await kept.list({ limit: 100 })
  expect([again.items.length, again.items[0]?.title, again.nextCursor]).toEqual([22, 'Mine', null])
})
