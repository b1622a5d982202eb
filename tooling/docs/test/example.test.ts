import { expect, setDefaultTimeout, test } from 'bun:test'
import { createTestApp } from '@repo/multiapp/testing'
import { shop } from '../example/src/index.ts'

// A first database needs more than Bun's 5 s on a busy machine.
setDefaultTimeout(30_000)

test.each(['single', 'multi'] as const)(
  'the app that pages build on keeps its orders apart by organization, in %s mode',
  async (mode) => {
    await using app = await createTestApp(shop, { mode })
    const [clerk, viewer] = [
      await app.asPrincipal({ role: 'clerk' }),
      await app.asPrincipal({ role: 'viewer' }),
    ]
    const order = { article: 'bread', pieces: 2 }
    await app.deps.db.sql`INSERT INTO articles VALUES ('bread', 320)`
    expect((await clerk.post('/api/orders', order)).status).toBe(200)
    expect(await clerk.get('/api/orders').json()).toEqual([expect.objectContaining(order)])
    expect(await viewer.get('/api/orders').json()).toEqual([])
    expect((await viewer.post('/api/orders', order)).status).toBe(403)
  },
)
