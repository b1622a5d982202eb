import { AppError } from '@repo/multiapp'
import { Elysia, t } from 'elysia'
import type { notesApp } from '../app.ts'
import { createNotes } from '../notes.ts'

const Title = t.String({ minLength: 1, maxLength: 200 })
const Body = t.String({ maxLength: 10_000 })
const Note = t.Object({
  id: t.String({ format: 'uuid' }),
  title: Title,
  body: Body,
  createdAt: t.String({ format: 'date-time' }),
  updatedAt: t.String({ format: 'date-time' }),
})
const NotePage = t.Object({ items: t.Array(Note), nextCursor: t.Nullable(t.String()) })
const byId = { params: t.Object({ id: t.String({ format: 'uuid' }) }) }

export const notes = ({ db, plugin }: typeof notesApp.deps) => {
  const kept = createNotes(db)

  return new Elysia({ name: 'notes-routes', prefix: '/api/notes' })
    .use(plugin)
    .post(
      '',
      async ({ body, set }) => {
        const made = await kept.create(body)
        set.status = 201
        set.headers.location = `/api/notes/${made.id}`
        return made
      },
      { body: t.Object({ title: Title, body: t.Optional(Body) }), response: { 201: Note } },
    )
    .get('', ({ query }) => kept.list(query), {
      query: t.Object({
        limit: t.Integer({ minimum: 1, maximum: 100, default: 20 }),
        cursor: t.Optional(t.String({ maxLength: 200 })),
      }),
      response: NotePage,
    })
    .get('/:id', async ({ params }) => found(await kept.get(params.id)), { ...byId, response: Note })
    .patch('/:id', async ({ params, body }) => found(await kept.update(params.id, body)), {
      ...byId,
      body: t.Object({ title: t.Optional(Title), body: t.Optional(Body) }, { minProperties: 1 }),
      response: Note,
    })
    .delete(
      '/:id',
      async ({ params, set }) => {
        found((await kept.remove(params.id)) || undefined)
        set.status = 204
      },
      { ...byId, response: { 204: t.Void() } },
    )
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new AppError('NOT_FOUND')
  return value
}
