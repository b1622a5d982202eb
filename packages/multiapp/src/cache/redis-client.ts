import type { Cluster, ClusterNode, ClusterOptions, Redis, RedisOptions } from 'ioredis'
import { ioredis } from './ioredis.ts'

/** Where Redis is, in ioredis' own options; they win over the kit's defaults. */
export type RedisConnection =
  | {
      /** `redis://` or, with TLS, `rediss://`. */
      url: string
      options?: Free<RedisOptions>
    }
  | {
      /** Such as `{ sentinels: […], name: 'main' }`. */
      options: Free<RedisOptions>
    }
  | {
      /** Some nodes of a Redis Cluster, from which the others are found. */
      nodes: readonly ClusterNode[]
      options?: Free<ClusterOptions>
    }

// SCAN does not apply a keyPrefix, and a queue would hold up requests until there is a connection.
type Free<Options> = Omit<Options, 'keyPrefix' | 'enableOfflineQueue' | 'lazyConnect' | 'replyMapping'>

export type RedisClient = Redis | Cluster

/** How long a command may take. */
export const commandTimeoutMs = 200

const defaults = {
  commandTimeout: commandTimeoutMs,
  // A command whose connection is lost fails then, and is not sent again when its caller has long gone on.
  maxRetriesPerRequest: 0,
  connectTimeout: 2000,
  disconnectTimeout: 200,
  sentinelCommandTimeout: 1000,
} satisfies RedisOptions

/** Connects in the background, again and again. Throws a TypeError for a URL that is none of Redis. */
export function connectRedis(connection: RedisConnection): RedisClient {
  const { Redis } = ioredis()
  if ('nodes' in connection) return connectCluster(connection.nodes, connection.options)
  const options = { ...defaults, retryStrategy, ...connection.options, enableOfflineQueue: false }
  // Named, 'legacy' is not inferred from what is returned: that would compare all commands of Redis and Cluster, for 1 s.
  if (!('url' in connection)) return new Redis<'legacy'>(options)
  if (!/^rediss?:\/\//.test(connection.url))
    throw new TypeError('createRedisCache: option "url": expected redis:// or rediss://')
  return new Redis<'legacy'>(connection.url, options)
}

/** Each connection that has keys of its own. */
export function primariesOf(client: RedisClient): Redis[] {
  return client instanceof ioredis().Cluster ? client.nodes('master') : [client]
}

function connectCluster(nodes: readonly ClusterNode[], options: Free<ClusterOptions> = {}): Cluster {
  const { Cluster } = ioredis()
  const { replyMapping: _, ...redisOptions } = { ...defaults, ...options.redisOptions }
  return new Cluster<'legacy'>([...nodes], {
    clusterRetryStrategy: retryStrategy,
    // A command for a node that is gone fails now: the breaker's probe finds the new one.
    retryDelayOnFailover: 0,
    retryDelayOnClusterDown: 0,
    ...options,
    redisOptions,
    enableOfflineQueue: false,
  })
}

function retryStrategy(attempt: number): number {
  return Math.min(attempt * 100, 1000)
}
