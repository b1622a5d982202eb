import type { Logger } from '../log/logger.ts'
import { createCache, type OwnedCache } from './cache.ts'
import { failSoft } from './fail-soft.ts'
import { connectRedis, type RedisConnection } from './redis-client.ts'
import { createRedisStore } from './redis-store.ts'

export type RedisCacheOptions = RedisConnection & { logger: Logger }

/**
 * A cache that processes share. It fails soft: without Redis every key is a miss, and nobody waits longer than 250 ms
 * to learn so.
 *
 * @example createRedisCache({ url: 'rediss://user:password@host:6380', logger })
 */
export function createRedisCache({ logger, ...connection }: RedisCacheOptions): OwnedCache {
  const client = connectRedis(connection)
  return createCache(failSoft(createRedisStore(client), client, logger))
}
