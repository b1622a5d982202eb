import { expect, test } from 'bun:test'
import { runPaced } from './paced.ts'

test('what was due while the server stood still counts from then', async () => {
  let asked = 0
  await using server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    fetch() {
      asked++
      if (asked === 5) Bun.sleepSync(200)
      return new Response('here')
    },
  })
  const times = await runPaced({ url: server.url.href, perSecond: 100, seconds: 0.4 })
  expect(times).toHaveLength(40)
  expect(times.filter((ms) => ms > 50).length).toBeGreaterThanOrEqual(14)
})

test('a refusal is no answer', async () => {
  await using server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    fetch: () => new Response('busy', { status: 503 }),
  })
  await expect(runPaced({ url: server.url.href, perSecond: 10, seconds: 0.1 })).rejects.toThrow('503')
})
