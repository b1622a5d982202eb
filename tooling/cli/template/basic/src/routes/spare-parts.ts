import { AppError } from '@repo/multiapp'
import { Elysia, t } from 'elysia'
import type { acmeStoreApp } from '../app.ts'
import { createSpareParts } from '../spare-parts.ts'

const Title = t.String({ minLength: 1, maxLength: 200 })
const Body = t.String({ maxLength: 10_000 })
const SparePart = t.Object({
  id: t.String({ format: 'uuid' }),
  title: Title,
  body: Body,
  createdAt: t.String({ format: 'date-time' }),
  updatedAt: t.String({ format: 'date-time' }),
})
const SparePartPage = t.Object({ items: t.Array(SparePart), nextCursor: t.Nullable(t.String()) })
const byId = { params: t.Object({ id: t.String({ format: 'uuid' }) }) }

export const spareParts = ({ db, plugin }: typeof acmeStoreApp.deps) => {
  const kept = createSpareParts(db)

  return new Elysia({ name: 'spare-parts-routes', prefix: '/api/spare-parts' })
    .use(plugin)
    .post(
      '',
      async ({ body, set }) => {
        const made = await kept.create(body)
        set.status = 201
        set.headers.location = `/api/spare-parts/${made.id}`
        return made
      },
      { body: t.Object({ title: Title, body: t.Optional(Body) }), response: { 201: SparePart } },
    )
    .get('', ({ query }) => kept.list(query), {
      query: t.Object({
        limit: t.Integer({ minimum: 1, maximum: 100, default: 20 }),
        cursor: t.Optional(t.String({ maxLength: 200 })),
      }),
      response: SparePartPage,
    })
    .get('/:id', async ({ params }) => found(await kept.get(params.id)), { ...byId, response: SparePart })
    .patch('/:id', async ({ params, body }) => found(await kept.update(params.id, body)), {
      ...byId,
      body: t.Object({ title: t.Optional(Title), body: t.Optional(Body) }, { minProperties: 1 }),
      response: SparePart,
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
