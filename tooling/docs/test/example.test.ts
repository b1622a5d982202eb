import { expect, setDefaultTimeout, test } from 'bun:test'
import { createTestApp } from '@repo/multiapp/testing'
import { shop } from '../example/src/index.ts'

// A first database needs more than Bun's 5 s on a busy machine.
setDefaultTimeout(30_000)

test.each(['single', 'multi'] as const)(
  'the app that pages build on keeps its orders apart by organization, in %s mode',
  async (mode) => {
    await using app = await createTestApp(shop, { mode })
    const bearer = async (role: string) => {
      const token = await app.token({ organizationId: crypto.randomUUID(), role })
      return { authorization: `Bearer ${token}` }
    }
    const clerk = await bearer('clerk')
    const order = { article: 'bread', cents: 320 }
    expect((await app.send('POST', '/api/orders', order, clerk)).status).toBe(200)
    const articlesOf = async (headers: Record<string, string>) => {
      const orders: unknown = await (await app.request('/api/orders', { headers })).json()
      return orders
    }
    expect(await articlesOf(clerk)).toEqual([expect.objectContaining(order)])
    const viewer = await bearer('viewer')
    expect(await articlesOf(viewer)).toEqual([])
    expect((await app.send('POST', '/api/orders', order, viewer)).status).toBe(403)
  },
)
