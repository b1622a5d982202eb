import { expect, test } from 'bun:test'
import { createTestApp } from '@repo/multiapp/testing'
import { eq } from 'drizzle-orm'
import { migrations } from '../migrations/index.ts'
import { acmeStoreApp } from './app.ts'
import { routes } from './routes/index.ts'
import { seed } from './seed.ts'
import type { SparePart } from './spare-parts.ts'
import * as tables from './tables.ts'

test('the seed fills more than a page, and a second run changes nothing', async () => {
  const onRegister = async ({ db }: Parameters<typeof seed>[0]) => {
    await seed({ db })
    const newest = eq(tables.spareParts.title, 'Spare part 22')
    await db.update(tables.spareParts).set({ title: 'Mine' }).where(newest)
    await seed({ db })
  }
  await using app = await createTestApp(acmeStoreApp.backend({ migrations, routes, onRegister }))
  const list = async (query: string) => {
    const response = await app.request(`/api/spare-parts?${query}`)
    return (await response.json()) as { items: SparePart[]; nextCursor: string | null }
  }
  const { items, nextCursor } = await list('')
  expect(items).toHaveLength(20)
  expect(items[0]).toMatchObject({ title: 'Mine', createdAt: '2026-01-26T09:00:00.000Z' })
  const rest = await list(`cursor=${nextCursor}`)
  expect(rest).toMatchObject({
    items: [{ title: 'Spare part 2' }, { title: 'Spare part 1' }],
    nextCursor: null,
  })
})
