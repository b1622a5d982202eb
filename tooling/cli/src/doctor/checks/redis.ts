import { Redis } from 'ioredis'
import { type Check, ok, problem } from '../check.ts'

const timeoutMs = 2000

/** Redis answers, where the cache is there. */
export const redis: Check = {
  name: 'cache',
  async run({ env }) {
    if (!env.REDIS_URL) return ok('in memory')
    // Of a wrong one, the variables tell.
    if (!/^rediss?:\/\//.test(env.REDIS_URL)) return []
    const client = new Redis(env.REDIS_URL, {
      lazyConnect: true,
      connectTimeout: timeoutMs,
      commandTimeout: timeoutMs,
      maxRetriesPerRequest: 0,
      retryStrategy: () => null,
    })
    // Its reason comes by this event alone.
    let reason: Error | undefined
    client.on('error', (error: Error) => {
      reason = error
    })
    try {
      await client.ping()
      return ok('Redis answers')
    } catch (error) {
      const message = (reason ?? (error as Error)).message // the driver rejects with errors
      return problem(`Redis does not answer: ${message}`, 'look at REDIS_URL, and whether that server runs')
    } finally {
      client.disconnect()
    }
  },
}
