import { AsyncLocalStorage } from 'node:async_hooks'
import { ReplyError } from 'ioredis'
import type { Logger } from '../log/logger.ts'
import { type Breaker, createBreaker } from './breaker.ts'
import { createMissedWrites } from './missed-writes.ts'
import { commandTimeoutMs, primariesOf, type RedisClient } from './redis-client.ts'
import type { CacheStore } from './store.ts'

export const awayMessage = 'Redis is away: the cache misses and keeps nothing'
export const backMessage = 'Redis is back: the cache works again'
const complainEveryMs = 60_000

/** Redis as a cache may have it: without it every key is a miss and nothing is kept, at once, and nothing is thrown. */
export function failSoft(store: CacheStore, client: RedisClient, logger: Logger): CacheStore {
  const missed = createMissedWrites()
  // A change of state is no request's: not of the one that saw it first either, whose id would be on the line.
  const outsideRequests = AsyncLocalStorage.snapshot()
  let lastError: unknown
  let failedKey = '{%}:'
  let complainedAt = Number.NEGATIVE_INFINITY

  const breaker = createBreaker({
    startMs: commandTimeoutMs,
    async probe() {
      try {
        // A cluster connects to a node with the first command, and refuses a second one until that is done.
        await Promise.all(primariesOf(client).map((primary) => primary.ping()))
        // That all nodes answer does not say that the one of this key is among them.
        await client.exists(failedKey)
        await missed.makeGood(store)
      } catch (error) {
        // It accepts and never answers: the next connection may find somebody else there.
        if (client.status === 'ready') client.disconnect(true)
        throw error
      }
    },
    onAway(reason) {
      const fields = { reason: messageOf(lastError ?? reason) }
      outsideRequests(() => logger.warn(fields, awayMessage))
    },
    onBack: () => outsideRequests(() => logger.info(backMessage)),
    onBlip: complain,
    onClosed() {
      lastError = undefined
      // Missed between the probe's last look and now.
      if (missed.any()) makeGood()
    },
  })
  watch(client, breaker, (error) => {
    lastError = error
  })

  function complain(error: unknown): void {
    if (performance.now() - complainedAt < complainEveryMs) return
    complainedAt = performance.now()
    logger.warn(
      { reason: messageOf(error) },
      'Redis has failed a command of the cache; more within a minute are not logged',
    )
  }

  function fail(error: unknown, key: string): void {
    // It is there and says no, as when its memory is full: that takes no time.
    if (error instanceof ReplyError) {
      complain(error)
      return
    }
    failedKey = key
    breaker.fail(error)
  }

  function makeGood(): void {
    missed.makeGood(store).catch(breaker.fail)
  }

  async function write(
    run: () => void | Promise<void>,
    key: string,
    miss: (key: string) => void,
  ): Promise<void> {
    if (!(await breaker.passes())) {
      miss(key)
      return
    }
    try {
      await run()
    } catch (error) {
      miss(key)
      fail(error, key)
      if (error instanceof ReplyError) makeGood()
    }
  }

  return {
    async get(key) {
      if (!(await breaker.passes())) return undefined
      try {
        return await store.get(key)
      } catch (error) {
        fail(error, key)
        return undefined
      }
    },
    set: (key, value, ttlMs) => write(() => store.set(key, value, ttlMs), key, missed.key),
    async delete(keys) {
      for (const key of keys) await write(() => store.delete([key]), key, missed.key)
    },
    clear: (prefix) => write(() => store.clear(prefix), prefix, missed.prefix),
    async close() {
      breaker.stop()
      await store.close()
    },
  }
}

function watch(client: RedisClient, breaker: Breaker, onError: (error: unknown) => void): void {
  client.on('error', onError)
  client.on('ready', breaker.look)
  client.on('close', () => breaker.lose(new Error('the connection is closed')))
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown'
}
