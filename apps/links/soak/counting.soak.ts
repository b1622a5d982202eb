import { afterEach, beforeEach, expect, setDefaultTimeout, test } from 'bun:test'
import { startRedis, testWith } from '@repo/multiapp/testing'
import { killConnections, type LinksHost, startHost, writtenClicks } from '../test/hosts.ts'
import { startLoad } from '../test/load.ts'
import { spawnHost } from '../test/spawn-host.ts'

// Processes: on a busy machine they take more than Bun's 5 s.
setDefaultTimeout(30_000)

let host: LinksHost
beforeEach(async () => {
  host = await startHost()
  for (const code of codes) await host.create(code)
})
afterEach(() => host[Symbol.asyncDispose]())

const codes = Array.from({ length: 20 }, (_, index) => `code-${index}`)
const total = (written: Record<string, number>) =>
  Object.values(written).reduce((sum, clicks) => sum + clicks, 0)

testWith(
  'redis-server',
  'two hosts on one Redis and one database count each click once, up to their end',
  async () => {
    await using redis = await startRedis()
    const options = { beside: host, redisUrl: redis.url, flushSeconds: 0.01 }
    const both = [await startHost(options), await startHost(options)]
    const followed: Record<string, number> = {}
    await Promise.all(
      both.flatMap((one) =>
        Array.from({ length: 16 }, async (_, client) => {
          for (let turn = 0; turn < 100; turn++) {
            const code = codes[(client + turn) % codes.length] ?? ''
            expect((await one.get(`/${code}`)).status).toBe(302)
            followed[code] = (followed[code] ?? 0) + 1
          }
        }),
      ),
    )
    await Promise.all(both.map((one) => one[Symbol.asyncDispose]()))
    expect(total(followed)).toBe(3200)
    expect(await writtenClicks(host)).toEqual(followed)
  },
)

test('connections that are killed all the time lose no click and double none', async () => {
  const counting = await startHost({ beside: host, flushSeconds: 0.01 })
  for (const code of codes) await counting.get(`/${code}`)
  let clicks = codes.length
  const until = performance.now() + 500
  const killing = (async () => {
    while (performance.now() < until) {
      await killConnections(host)
      await Bun.sleep(Math.random() * 10)
    }
  })()
  while (performance.now() < until) {
    const answers = await Promise.all(codes.map((code) => counting.get(`/${code}`)))
    clicks += answers.filter(({ status }) => status === 302).length
    await Bun.sleep(1)
  }
  await killing
  await counting[Symbol.asyncDispose]()
  expect(total(await writtenClicks(host))).toBe(clicks)
})

test.each([60, 0.02])(
  'kill -TERM under load loses no redirect that was answered, written every %d s',
  async (flushSeconds) => {
    await using spawned = await spawnHost(host, { flushSeconds })
    const { child, url } = spawned
    const load = startLoad(url, { codes })
    await load.reaches(500)
    child.kill('SIGTERM')
    await load.ended
    expect(await child.exited).toBe(0)
    expect(total(await writtenClicks(host))).toBe(load.answered)
  },
)

test('kill -9 loses one interval at most, and counts nothing that was not answered', async () => {
  const flushSeconds = 0.2
  const writingMs = 250
  await using spawned = await spawnHost(host, { flushSeconds })
  const { child, url } = spawned
  const load = startLoad(url, { codes })
  await load.reaches(500)
  const safe = load.answered
  await Bun.sleep(flushSeconds * 1000 + writingMs)
  child.kill('SIGKILL')
  await load.ended
  const clicks = total(await writtenClicks(host))
  expect(clicks).toBeGreaterThanOrEqual(safe)
  expect(clicks).toBeLessThanOrEqual(load.answered)
})
