import { createBatchedGet } from './batched-get.ts'
import { slotOf } from './key.ts'
import { primariesOf, type RedisClient } from './redis-client.ts'
import type { CacheStore, Stored } from './store.ts'

/** Redis as it is: a failure is thrown. */
export function createRedisStore(client: RedisClient) {
  const get = createBatchedGet(client)
  const remove = async (keys: readonly string[]) => {
    // A command's keys are of one slot, or a cluster refuses it.
    for (const group of Map.groupBy(keys, slotOf).values()) await client.unlink(...group)
  }

  return {
    get: (key) => get(key).then(fromReply),
    async set(key, value, ttlMs) {
      await client.set(key, toArgument(value), 'PX', ttlMs)
    },
    delete: remove,
    async clear(prefix) {
      for (const node of primariesOf(client)) {
        let cursor = '0'
        do {
          const [next, keys] = await node.scan(cursor, 'MATCH', `${escapeGlob(prefix)}*`, 'COUNT', 1000)
          // A stranger's key may begin as all of ours do.
          await remove(keys.filter((key) => slotOf(key).length > 1))
          cursor = next
        } while (cursor !== '0')
      }
    },
    async close() {
      await client.quit().catch(() => {})
      client.disconnect()
    },
  } satisfies CacheStore
}

// No JSON begins with it.
const bytesFollow = 0

function toArgument(value: Stored): string | Buffer {
  if (typeof value === 'string') return value
  const argument = Buffer.allocUnsafe(value.byteLength + 1)
  argument[0] = bytesFollow
  argument.set(value, 1)
  return argument
}

function fromReply(reply: Buffer | null): Stored | undefined {
  if (reply === null) return undefined
  return reply[0] === bytesFollow ? reply.subarray(1) : reply.toString()
}

function escapeGlob(text: string): string {
  return text.replace(/[\\*?[\]]/g, '\\$&')
}
