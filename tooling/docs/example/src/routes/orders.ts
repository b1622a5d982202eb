import { Elysia, t } from 'elysia'
import type { shopApp } from '../app.ts'
import { addOrder, listOrders } from '../orders.ts'

const NewOrder = t.Object({
  article: t.String({ minLength: 1, maxLength: 200 }),
  pieces: t.Integer({ minimum: 1 }),
})

export const orders = ({ plugin, config }: typeof shopApp.deps) =>
  new Elysia({ name: 'orders', prefix: '/api/orders' })
    .use(plugin)
    .get('', ({ tenant }) => tenant.run((tx) => listOrders(tx, config.settings.pageSize)), {
      rls: true,
      requirePermission: 'order:read',
    })
    .post('', ({ tenant, body }) => tenant.run((tx) => addOrder(tx, body)), {
      rls: true,
      requirePermission: 'order:write',
      body: NewOrder,
    })
