import { expect, setDefaultTimeout, test } from 'bun:test'
import { createTestApp } from '@repo/multiapp/testing'
import { acmeStore } from './index.ts'
import { seed } from './seed.ts'
import type { SparePartPage } from './spare-parts.ts'
import { user } from './tables.ts'

// Passwords are hashed at a cost that takes a while.
setDefaultTimeout(20_000)

test('the seed fills more than a page for somebody who signs in, and a second run changes nothing', async () => {
  await using app = await createTestApp(acmeStore)
  await seed(app.deps)
  const ann = app.withCookies()
  await ann
    .post('/auth/sign-in/email', { email: 'ann@example.com', password: 'correct horse battery' })
    .json()
  const page = await ann.get('/api/spare-parts').json<SparePartPage>()
  expect(page.items).toHaveLength(20)
  expect(page.items[0]).toMatchObject({ title: 'Spare part 22', createdAt: '2026-01-26T09:00:00.000Z' })
  await ann.patch(`/api/spare-parts/${page.items[0]?.id}`, { title: 'Mine' })
  await seed(app.deps)
  const again = await ann.get('/api/spare-parts?limit=100').json<SparePartPage>()
  expect([again.items.length, again.items[0]?.title, again.nextCursor]).toEqual([22, 'Mine', null])
})

test('the seed is not sown in production', async () => {
  await using app = await createTestApp(acmeStore)
  const config = { ...app.deps.config, isProduction: true }
  expect(seed({ ...app.deps, config })).rejects.toThrow('the seed is for development')
  expect(await app.deps.db.$count(user)).toBe(0)
})
