import { describe, expect, test as plainTest } from 'bun:test'
import { memoryRevocations } from '../../test/create-test-tokens.ts'
import { createSessionParts } from '../../test/session-parts.ts'
import { createRedisCache } from '../cache/redis.ts'
import { AppError } from '../errors/app-error.ts'
import { createLogger } from '../log/logger.ts'
import { sharedRedis, startRedis } from '../testing/redis-server.ts'
import { testWith } from '../testing/test-with.ts'
import type { RevocationStore } from './revocation-store.ts'
import { createRevocations, type Revocations } from './revocations.ts'
import { createStrictRevocations } from './strict-revocations.ts'

const logger = createLogger({ level: 'silent' })
const test = (name: string, fn: () => Promise<void>) => testWith('redis-server', name, fn)
const connect = async () => createRedisCache({ url: (await sharedRedis()).url, logger })
const inAnHour = () => Date.now() + 3_600_000

describe('revocations in Redis', () => {
  test('are known to another host within a second, to one that starts later, and to no other app', async () => {
    await using one = await connect()
    await using two = await connect()
    const [slug, id] = [crypto.randomUUID(), crypto.randomUUID()]
    const clock = { time: 0 }
    const of = (cache: typeof one, app = slug) =>
      createRevocations({
        store: createStrictRevocations(cache.strict.withPrefix(app)),
        elapsed: () => clock.time,
      })
    const [here, there] = [of(one), of(two)]
    await there.fresh()
    await here.add([{ id, expiresAt: inAnHour() }])
    expect([here.has(id), there.has(id)]).toEqual([true, false])
    clock.time += 950
    await there.fresh()
    expect(there.has(id)).toBe(true)
    const [later, otherApp] = [of(two), of(two, `${slug}-other`)]
    await Promise.all([later.fresh(), otherApp.fresh()])
    expect([later.has(id), otherApp.has(id)]).toEqual([true, false])
  })

  test('let one of 50 rotations on two hosts win, and revoke the family for the others', async () => {
    await using one = await connect()
    await using two = await connect()
    const slug = crypto.randomUUID()
    const hosts = [one, two].map((cache) => createSessionParts({ cache, slug }))
    const pair = await hosts[0]?.tokens.issuePair({ id: 'u' })
    const rotate = (_: unknown, at: number) =>
      hosts[at % 2]?.tokens.rotate(pair?.refreshToken ?? '').then(
        () => 'won',
        (error) => error.code,
      )
    const outcomes = await Promise.all(Array.from({ length: 50 }, rotate))
    expect(outcomes.filter((outcome) => outcome === 'won')).toHaveLength(1)
    expect(outcomes.filter((outcome) => outcome === 'NOT_AUTHENTICATED')).toHaveLength(49)
  })

  test('of a time that has passed are not kept, and a use after its end is none', async () => {
    await using cache = await connect()
    const store = createStrictRevocations(cache.strict.withPrefix(crypto.randomUUID()))
    await store.add([{ id: 'past', expiresAt: Date.now() - 1 }])
    expect((await store.since(undefined)).revocations).toEqual([])
    expect(await store.use('past', Date.now() - 1)).toBe(false)
  })

  test('without Redis are good for 5 seconds, then nothing that can be revoked is let in, until it is back', async () => {
    await using redis = await startRedis()
    await using cache = createRedisCache({ url: redis.url, logger })
    const clock = { time: 0 }
    const store = createStrictRevocations(cache.strict.withPrefix('app'))
    const revocations = createRevocations({ store, elapsed: () => clock.time })
    expect(await ask(revocations)).toBe('good')
    await redis.kill()
    const codes: unknown[] = []
    for (; clock.time <= 6000; clock.time += 500) codes.push(await ask(revocations))
    expect(codes).toEqual([...Array(11).fill('good'), ...Array(2).fill('APP_UNAVAILABLE')])
    await redis.start()
    const deadline = performance.now() + 5000
    do {
      await Bun.sleep(10)
      clock.time += 300
    } while ((await ask(revocations)) !== 'good' && performance.now() < deadline)
    expect(await ask(revocations)).toBe('good')
  })
})

plainTest(
  'a host that takes longer to read all there is than a request waits reads it once, and then knows it',
  async () => {
    const store = memoryRevocations()
    await store.add([{ id: 'early', expiresAt: inAnHour() }])
    let reads = 0
    const slow: RevocationStore = {
      ...store,
      async since(cursor) {
        reads++
        const news = await store.since(cursor)
        if (cursor === undefined) await Bun.sleep(150)
        return news
      },
    }
    let passedMs = 0
    const elapsed = () => performance.now() + passedMs
    const revocations = createRevocations({ store: slow, answerWithinMs: 50, elapsed })
    expect(await ask(revocations)).toBe('APP_UNAVAILABLE')
    await store.add([{ id: 'late', expiresAt: inAnHour() }])
    passedMs = 1000
    const codes: unknown[] = []
    for (let at = 0; at < 40 && codes.at(-1) !== 'good'; at++) {
      codes.push(await ask(revocations))
      await Bun.sleep(10)
    }
    expect(codes.at(-1)).toBe('good')
    expect(['early', 'late'].map((id) => revocations.has(id))).toEqual([true, true])
    expect(reads).toBe(2)
  },
)

async function ask(revocations: Revocations): Promise<unknown> {
  try {
    await revocations.fresh()
    return 'good'
  } catch (error) {
    return error instanceof AppError && error.code
  }
}
