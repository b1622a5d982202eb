import { AppError } from '@repo/multiapp'
import { t } from 'elysia'

export const Uuid = t.String({ format: 'uuid' })
export const Moment = t.String({ format: 'date-time' })
export const byId = { params: t.Object({ id: Uuid }) }

/** What every list is asked: how much of it, and where it goes on. */
export const pageQuery = (pageSize: number) => ({
  limit: t.Integer({ minimum: 1, maximum: 100, default: pageSize }),
  cursor: t.Optional(t.String({ maxLength: 200 })),
})

export const pageOf = <Item extends ReturnType<typeof t.Object>>(item: Item) =>
  t.Object({ items: t.Array(item), nextCursor: t.Nullable(t.String()) })

/** What belongs to another organization is not there. Throws NOT_FOUND. */
export function found<T>(value: T | undefined): T {
  if (value === undefined) throw new AppError('NOT_FOUND')
  return value
}
