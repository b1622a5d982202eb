import { expect, test } from 'bun:test'
import { createTestApp } from '@repo/multiapp/testing'
import { migrations } from '../migrations/index.ts'
import { notesApp } from './app.ts'
import type { Note } from './notes.ts'
import { routes } from './routes/index.ts'
import { seed } from './seed.ts'

test('the seed fills more than a page, and a second run changes nothing', async () => {
  const onRegister = async ({ db }: Parameters<typeof seed>[0]) => {
    await seed({ db })
    await db.sql`UPDATE notes SET title = 'mine' WHERE title = 'Leftovers'`
    await seed({ db })
  }
  await using app = await createTestApp(notesApp.backend({ migrations, routes, onRegister }))
  const list = async (query: string) =>
    (await (await app.request(`/api/notes?${query}`)).json()) as { items: Note[]; nextCursor: string | null }
  const { items, nextCursor } = await list('')
  expect(items).toHaveLength(20)
  expect(items[0]).toMatchObject({ title: 'mine', createdAt: '2026-01-26T09:00:00.000Z' })
  const rest = await list(`cursor=${nextCursor}`)
  expect(rest).toMatchObject({
    items: [{ title: 'Groceries' }, { title: 'Welcome to notes' }],
    nextCursor: null,
  })
})
