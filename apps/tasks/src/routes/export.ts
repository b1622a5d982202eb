import { AppError } from '@repo/multiapp'
import { Elysia } from 'elysia'
import type { tasksApp } from '../app.ts'
import { openExport } from '../export.ts'

// Each has a connection to itself for as long as its client reads.
const mostAtOnce = 2

const headers = {
  'content-type': 'text/csv; charset=utf-8',
  'content-disposition': 'attachment; filename="tasks.csv"',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
}

/** All tasks of the organization, for a spreadsheet. */
export const exportCsv = ({ plugin }: typeof tasksApp.deps) => {
  let underWay = 0

  return new Elysia({ name: 'export' }).use(plugin).get(
    '/api/export.csv',
    async ({ tenant }) => {
      if (underWay >= mostAtOnce) {
        const message = 'other exports are under way: try again when they are done'
        throw new AppError('RATE_LIMITED', { message, headers: { 'retry-after': '5' } })
      }
      underWay++
      const body = await openExport((fn) => tenant.run(fn).finally(() => underWay--))
      return new Response(body, { headers })
    },
    { rls: true, requireFeature: 'export', requirePermission: 'task:export' },
  )
}
