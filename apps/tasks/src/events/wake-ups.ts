import type { AppDatabase, Logger, ReservedClient } from '@repo/multiapp'
import type * as tables from '../tables.ts'
import { hintOf } from './record.ts'

export interface WakeUpsOptions {
  db: Pick<AppDatabase<typeof tables>, 'reserve' | 'schema'>
  logger: Pick<Logger, 'info' | 'warn'>
  /** How often everybody is woken, whatever was heard: a notification may be lost, and a pooler passes none on. */
  pollSeconds: number
}

/** Says when an organization may have events that it had not before. */
export interface WakeUps {
  /** Calls `wake` when there may be something new, and at times when there is not. Returns what ends that. */
  subscribe(organizationId: string, wake: () => void): () => void
  close(): void
}

const reconnectMs = 100

/** One connection for all subscribers, which listens while there are any. */
export function createWakeUps({ db, logger, pollSeconds }: WakeUpsOptions): WakeUps {
  const byHint = new Map<string, Set<() => void>>()
  let timer: ReturnType<typeof setInterval> | undefined
  let connection: ReservedClient | undefined
  let isConnecting = false
  let isDeaf = false
  let closed = false

  const isWanted = () => byHint.size > 0 && !closed

  function wakeAll(): void {
    for (const hint of byHint.keys()) wake(hint)
  }

  function wake(hint: string): void {
    for (const fn of [...(byHint.get(hint) ?? [])]) fn()
  }

  async function listen(): Promise<void> {
    if (connection || isConnecting || !isWanted()) return
    isConnecting = true
    try {
      const own = await db.reserve()
      own.onEnd(() => {
        if (connection === own) connection = undefined
        if (isWanted()) setTimeout(listen, reconnectMs)
      })
      await own.listen(db.schema, wake)
      if (!isWanted()) return own.release()
      connection = own
      noteHearing()
      // For what was committed while nobody listened.
      wakeAll()
    } catch (error) {
      noteDeaf(error)
    } finally {
      isConnecting = false
    }
  }

  function noteHearing(): void {
    if (isDeaf) logger.info('changes are heard of at once again')
    isDeaf = false
  }

  function noteDeaf(error: unknown): void {
    if (!isDeaf)
      logger.warn({ err: error, pollSeconds }, 'changes cannot be listened for: they are looked for instead')
    isDeaf = true
  }

  function poll(): void {
    void listen()
    wakeAll()
  }

  function stop(): void {
    clearInterval(timer)
    timer = undefined
    connection?.release()
    connection = undefined
  }

  return {
    subscribe(organizationId, fn) {
      const hint = hintOf(organizationId)
      const fns = byHint.get(hint) ?? new Set()
      byHint.set(hint, fns.add(fn))
      if (!closed) timer ??= setInterval(poll, pollSeconds * 1000)
      void listen()
      return () => {
        fns.delete(fn)
        if (fns.size > 0 || byHint.get(hint) !== fns) return
        byHint.delete(hint)
        if (byHint.size === 0) stop()
      }
    },
    close() {
      closed = true
      stop()
    },
  }
}
