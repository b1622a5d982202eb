import { expect, test } from 'bun:test'
import { createTestApp } from '@repo/multiapp/testing'
import { createMember } from '../test/member.ts'
import { acmeStore } from './index.ts'
import { seed } from './seed.ts'
import type { SparePartPage } from './spare-parts.ts'

test('the seed fills more than a page of one organization, and a second run changes nothing', async () => {
  await using app = await createTestApp(acmeStore)
  await seed(app.deps)
  const ann = await createMember(app, { organization: '5eed0000-00a0-4000-8000-000000000000' })
  const page = await ann.get('/api/spare-parts').json<SparePartPage>()
  expect(page.items).toHaveLength(20)
  expect(page.items[0]).toMatchObject({ title: 'Spare part 22', createdAt: '2026-01-26T09:00:00.000Z' })
  await ann.patch(`/api/spare-parts/${page.items[0]?.id}`, { title: 'Mine' })
  await seed(app.deps)
  const again = await ann.get('/api/spare-parts?limit=100').json<SparePartPage>()
  expect([again.items.length, again.items[0]?.title, again.nextCursor]).toEqual([22, 'Mine', null])
  const bob = await createMember(app)
  expect((await bob.get('/api/spare-parts').json<SparePartPage>()).items).toEqual([])
})
