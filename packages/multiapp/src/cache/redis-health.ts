import { AsyncLocalStorage } from 'node:async_hooks'
import type { Logger } from '../log/logger.ts'
import { createBreaker } from './breaker.ts'
import { ioredis } from './ioredis.ts'
import { slotOf } from './key.ts'
import { commandTimeoutMs, primariesOf, type RedisClient } from './redis-client.ts'

export const awayMessage = 'Redis is away: the cache misses and keeps nothing'
export const backMessage = 'Redis is back: the cache works again'
const complainEveryMs = 60_000

export interface RedisHealthOptions {
  client: RedisClient
  logger: Logger
  /** Runs before Redis counts as back: a rejection says that it is not. */
  catchUp(): Promise<void>
  /** Runs once Redis counts as there. */
  onThere(): void
}

/** Whether Redis is there, as all who use one client of it see it. */
export interface RedisHealth {
  /** Whether a command is worth its while. It waits only until the first connection is made, or is not. */
  passes(): boolean | Promise<boolean>
  /** A command for this key has failed. True if there was no answer: no more commands until a probe has succeeded. */
  fail(error: unknown, key: string): boolean
  /** As after a command without an answer. */
  lose(error: unknown): void
  stop(): void
}

/** Probes in the background while Redis is away, and says once in the log that it is, and once that it is back. */
export function createRedisHealth({ client, logger, catchUp, onThere }: RedisHealthOptions): RedisHealth {
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
        // That all nodes answer does not say that the one of this key is among them, or that it takes writes. No handle has
        // a key of this form; deleting needs no memory.
        await client.unlink(`${slotOf(failedKey)}%:probe`)
        await catchUp()
      } catch (error) {
        // It accepts and never answers: the next connection may find somebody else there.
        reconnect()
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
      onThere()
    },
  })
  client.on('error', (error) => {
    lastError = error
  })
  client.on('ready', breaker.look)
  client.on('close', () => breaker.lose(new Error('the connection is closed')))

  function reconnect(): void {
    if (client.status === 'ready') client.disconnect(true)
  }

  function complain(error: unknown): void {
    if (performance.now() - complainedAt < complainEveryMs) return
    complainedAt = performance.now()
    logger.warn(
      { reason: messageOf(error) },
      'Redis has failed a command of the cache; more within a minute are not logged',
    )
  }

  return {
    passes: breaker.passes,
    fail(error, key) {
      // It is there and says no, as when its memory is full: that takes no time.
      if (error instanceof ioredis().ReplyError) {
        complain(error)
        return false
      }
      failedKey = key
      breaker.fail(error)
      return true
    },
    lose: breaker.fail,
    stop: breaker.stop,
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown'
}
