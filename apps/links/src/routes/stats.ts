import { AppError } from '@repo/multiapp'
import { Elysia, t } from 'elysia'
import type { linksApp } from '../app.ts'
import { isCode } from '../code.ts'
import { createStats } from '../stats.ts'

const Stats = t.Object({
  code: t.String(),
  clicks: t.Integer(),
  daily: t.Array(t.Object({ date: t.String({ format: 'date' }), clicks: t.Integer() })),
})

/** The owner's side: how often a link was followed. */
export const stats = ({ db, plugin }: typeof linksApp.deps) => {
  const store = createStats(db)

  return new Elysia({ name: 'stats', prefix: '/api/links' }).use(plugin).get(
    '/:code/stats',
    async ({ params: { code } }) => {
      const found = isCode(code) ? await store.of(code) : undefined
      if (!found) throw new AppError('NOT_FOUND')
      return found
    },
    { requirePermission: 'links:read', response: Stats },
  )
}
