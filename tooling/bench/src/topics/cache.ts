import { createLogger, createMemoryCache, createRedisCache } from '@repo/multiapp'
import { Redis } from 'ioredis'
import { findRedisProblem, startRedis } from '../fixture/redis.ts'
import { type Contestant, race } from '../load/race.ts'
import { median } from '../median.ts'
import type { Bench, Goal, Row, Topic } from '../topic.ts'

const secondsPerRound = 0.5
const hitsPerRound = 500_000
const goal: Goal = { of: 'ratio', atLeast: 0.95 }
const value = { url: 'https://example.com/a/page', clicks: 12 }
const kept = { ttlSeconds: 3600 }
const memoryName = 'getOrSet, a hit in memory'

/** What a hit costs: in memory by itself, in Redis against ioredis. */
export const cache: Topic = {
  name: 'cache',
  summary: 'cache hits, in memory and in Redis against ioredis',
  requirement: { rowNames: [memoryName, 'hits in Redis'], findProblem: findRedisProblem },
  async measure(bench: Bench): Promise<Row[]> {
    return [await measureMemory(bench), ...(await measureRedis(bench))]
  },
}

async function measureMemory({ rounds, progress }: Bench): Promise<Row> {
  await using memory = createMemoryCache()
  const scope = memory.withPrefix('bench')
  const load = async () => value
  const times: number[] = []
  for (let round = 0; round <= rounds; round++) {
    progress(`cache: memory, ${round === 0 ? 'warming up' : `round ${round} of ${rounds}`}`)
    const startedAt = Bun.nanoseconds()
    for (let hit = 0; hit < hitsPerRound; hit++) await scope.getOrSet('link:abc', kept, load)
    if (round > 0) times.push((Bun.nanoseconds() - startedAt) / hitsPerRound)
  }
  return { name: memoryName, value: median(times), unit: 'ns', goal: { of: 'value', atMost: 1000 } }
}

async function measureRedis({ rounds, progress }: Bench): Promise<Row[]> {
  await using redis = await startRedis()
  await using ours = createRedisCache({ url: redis.url, logger: createLogger({ level: 'silent' }) })
  const scope = ours.withPrefix('bench')
  await scope.set('link:abc', value, kept)
  const client = new Redis(redis.url)
  await client.set('link:abc', JSON.stringify(value), 'EX', kept.ttlSeconds)

  const contestants = [1, 32].flatMap((inFlight): Contestant[] => {
    const bare = {
      name: 'ioredis get and JSON.parse',
      inFlight,
      run: async () => found(JSON.parse((await client.get('link:abc')) ?? 'null')),
    }
    const hit = {
      name: 'a hit in Redis',
      inFlight,
      run: async () => found(await scope.get('link:abc')),
      comparedWith: bare,
      goal,
    }
    return [bare, hit]
  })
  try {
    return await race({ topic: 'cache', contestants, rounds, secondsPerRound, progress })
  } finally {
    client.disconnect()
  }
}

// A miss would be answered fast.
function found(value: unknown): unknown {
  if (value === undefined || value === null) throw new Error('expected a hit')
  return value
}
