import { heapStats } from 'bun:jsc'
import { timeRequests } from './in-process.ts'
import type { Order, OrderName, Orders, Reply, SubjectOptions } from './protocol.ts'
import { createTarget, type Target } from './target.ts'

type Handlers = { [Name in OrderName]: (input: Orders[Name]['input']) => Promise<Orders[Name]['output']> }

// The program of a subject process. The first message says what it is, each further one is an order.
process.once('message', (options: SubjectOptions) => {
  const starting = createTarget(options).then(createHandlers)
  const obey = async <Name extends OrderName>({ name, input }: Order<Name>): Promise<Reply<Name>> => {
    const handlers = await starting
    return { output: await handlers[name](input) }
  }
  process.on('message', async (order: Order) => {
    const reply: Reply = await obey(order).catch((error: unknown) => ({ error: String(error) }))
    process.send?.(reply)
  })
})
// The bench has ended, however it did.
process.on('disconnect', () => process.exit())

function createHandlers(target: Target): Handlers {
  return {
    async register({ count }) {
      const startedAt = performance.now()
      await target.register(count)
      return { seconds: (performance.now() - startedAt) / 1000 }
    },
    async listen() {
      return { url: (await target.listen()).href }
    },
    token: async () => ({ token: await target.token() }),
    fetch: (input) => timeRequests(target.fetch, input),
    async memory() {
      await settle()
      return { rssBytes: process.memoryUsage.rss(), heapBytes: heapStats().heapSize }
    },
  }
}

// Freed memory goes back to the system a while after the collection that frees it.
async function settle(): Promise<void> {
  for (let pass = 0; pass < 3; pass++) {
    Bun.gc(true)
    await Bun.sleep(200)
  }
}
