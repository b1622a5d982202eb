import { expect, test } from 'bun:test'
import { createTestApp } from '@repo/multiapp/testing'
import { eq } from 'drizzle-orm'
import { migrations } from '../migrations/index.ts'
import { notesApp } from './app.ts'
import type { Note } from './notes.ts'
import { routes } from './routes/index.ts'
import { seed } from './seed.ts'
import * as tables from './tables.ts'

test('the seed fills more than a page, and a second run changes nothing', async () => {
  const onRegister = async ({ db }: Parameters<typeof seed>[0]) => {
    await seed({ db })
    const newest = eq(tables.notes.title, 'Note 22')
    await db.update(tables.notes).set({ title: 'Mine' }).where(newest)
    await seed({ db })
  }
  await using app = await createTestApp(notesApp.backend({ migrations, routes, onRegister }))
  const list = async (query: string) => {
    const response = await app.request(`/api/notes?${query}`)
    return (await response.json()) as { items: Note[]; nextCursor: string | null }
  }
  const { items, nextCursor } = await list('')
  expect(items).toHaveLength(20)
  expect(items[0]).toMatchObject({ title: 'Mine', createdAt: '2026-01-26T09:00:00.000Z' })
  const rest = await list(`cursor=${nextCursor}`)
  expect(rest).toMatchObject({
    items: [{ title: 'Note 2' }, { title: 'Note 1' }],
    nextCursor: null,
  })
})
