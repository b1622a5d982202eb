import { AppError } from '@repo/multiapp'
import { Elysia, t } from 'elysia'
import type { acmeStoreApp } from '../app.ts'
import {
  createSparePart,
  getSparePart,
  listSpareParts,
  removeSparePart,
  updateSparePart,
} from '../spare-parts.ts'

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
const reading = { rls: true, requirePermission: 'spare-part:read' } as const
const writing = { rls: true, requirePermission: 'spare-part:write' } as const
const deleting = { rls: true, requirePermission: 'spare-part:delete' } as const

export const spareParts = ({ plugin }: typeof acmeStoreApp.deps) =>
  new Elysia({ name: 'spare-parts-routes', prefix: '/api/spare-parts' })
    .use(plugin)
    .post(
      '',
      async ({ body, set, tenant }) => {
        const made = await tenant.run((tx) => createSparePart(tx, body))
        set.status = 201
        set.headers.location = `/api/spare-parts/${made.id}`
        return made
      },
      { ...writing, body: t.Object({ title: Title, body: t.Optional(Body) }), response: { 201: SparePart } },
    )
    .get('', ({ query, tenant }) => tenant.run((tx) => listSpareParts(tx, query)), {
      ...reading,
      query: t.Object({
        limit: t.Integer({ minimum: 1, maximum: 100, default: 20 }),
        cursor: t.Optional(t.String({ maxLength: 200 })),
      }),
      response: SparePartPage,
    })
    .get('/:id', async ({ params, tenant }) => found(await tenant.run((tx) => getSparePart(tx, params.id))), {
      ...reading,
      ...byId,
      response: SparePart,
    })
    .patch(
      '/:id',
      async ({ params, body, tenant }) =>
        found(await tenant.run((tx) => updateSparePart(tx, params.id, body))),
      {
        ...writing,
        ...byId,
        body: t.Object({ title: t.Optional(Title), body: t.Optional(Body) }, { minProperties: 1 }),
        response: SparePart,
      },
    )
    .delete(
      '/:id',
      async ({ params, set, tenant }) => {
        found((await tenant.run((tx) => removeSparePart(tx, params.id))) || undefined)
        set.status = 204
      },
      { ...deleting, ...byId, response: { 204: t.Void() } },
    )

// What belongs to another organization is not there.
function found<T>(value: T | undefined): T {
  if (value === undefined) throw new AppError('NOT_FOUND')
  return value
}
