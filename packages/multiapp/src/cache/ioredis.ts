import type * as IoRedis from 'ioredis'

/**
 * ioredis, once it is needed: it takes longer to load than any other dependency but TypeBox, and most processes that load
 * the kit have no Redis.
 */
export function ioredis(): typeof IoRedis {
  return require('ioredis')
}
