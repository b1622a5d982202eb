import type { Logger } from '../log/logger.ts'
import { createCache, type OwnedCache } from './cache.ts'
import { warnOfEviction } from './eviction.ts'
import { failSoft } from './fail-soft.ts'
import { createMissedWrites } from './missed-writes.ts'
import { connectRedis, type RedisConnection } from './redis-client.ts'
import { createRedisHealth } from './redis-health.ts'
import { createRedisStore } from './redis-store.ts'
import { createRedisStrict } from './redis-strict.ts'

export type RedisCacheOptions = RedisConnection & { logger: Logger }

/**
 * A cache that processes share. It fails soft: without Redis every key is a miss, and nobody waits longer than 250 ms
 * to learn so. Its strict store, on the same connection, throws instead.
 *
 * @example createRedisCache({ url: 'rediss://user:password@host:6380', logger })
 */
export function createRedisCache({ logger, ...connection }: RedisCacheOptions): OwnedCache {
  const client = connectRedis(connection)
  const store = createRedisStore(client)
  const missed = createMissedWrites()
  const catchUp = () => missed.makeGood(store)
  const health = createRedisHealth({
    client,
    logger,
    catchUp,
    onThere() {
      // Missed between the probe's last look and now.
      if (missed.any()) catchUp().catch(health.lose)
    },
  })
  warnOfEviction(client, logger)
  return createCache(failSoft(store, health, missed), createRedisStrict(client, health))
}
