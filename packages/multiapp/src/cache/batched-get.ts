import { slotOf } from './key.ts'
import type { RedisClient } from './redis-client.ts'

interface Batch {
  keys: string[]
  replies: Promise<(Buffer | null)[]>
}

// So that one reply is never so long that the last key in it comes too late.
const maxKeys = 64

/**
 * GET, for one caller; where others wait already, what is asked for in the same turn of the event loop travels as one
 * MGET. A cluster takes only keys of one slot together.
 */
export function createBatchedGet(client: RedisClient): (key: string) => Promise<Buffer | null> {
  const batches = new Map<string, Batch>()
  let waiting = 0

  function openBatch(slot: string): Batch {
    const keys: string[] = []
    const send = () => {
      if (batches.get(slot) === batch) batches.delete(slot)
      return client.mgetBuffer(keys)
    }
    const batch = { keys, replies: Promise.resolve().then(send) }
    batches.set(slot, batch)
    return batch
  }

  function ask(key: string): Promise<Buffer | null> {
    if (waiting === 1) return client.getBuffer(key)
    const slot = slotOf(key)
    const opened = batches.get(slot)
    const batch = opened && opened.keys.length < maxKeys ? opened : openBatch(slot)
    const index = batch.keys.push(key) - 1
    return batch.replies.then((replies) => replies[index] ?? null)
  }

  const isAnswered = (reply: Buffer | null) => {
    waiting--
    return reply
  }
  const hasFailed = (error: unknown) => {
    waiting--
    throw error
  }
  return (key) => {
    waiting++
    return ask(key).then(isAnswered, hasFailed)
  }
}
