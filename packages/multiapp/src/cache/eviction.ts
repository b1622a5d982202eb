import type { Logger } from '../log/logger.ts'
import { primariesOf, type RedisClient } from './redis-client.ts'

export const evictionMessage =
  'Redis may evict sessions and revocations: set maxmemory-policy to noeviction, or give them a Redis without maxmemory'

/** Says once, when Redis is there for the first time, if it drops what must not be dropped. */
export function warnOfEviction(client: RedisClient, logger: Logger): void {
  client.once('ready', async () => {
    try {
      const answers = await Promise.all(primariesOf(client).map((primary) => primary.info('memory')))
      const policy = answers.map(evictingPolicy).find((found) => found !== undefined)
      if (policy !== undefined) logger.warn({ policy }, evictionMessage)
    } catch {
      // It does not say, or not to us.
    }
  })
}

function evictingPolicy(info: string): string | undefined {
  const maxBytes = Number(/^maxmemory:(\d+)/m.exec(info)?.[1] ?? 0)
  const policy = /^maxmemory_policy:([\w-]+)/m.exec(info)?.[1]
  return maxBytes > 0 && policy !== 'noeviction' ? policy : undefined
}
