import type { AppDatabase, Logger } from '@repo/multiapp'
import type { tasksApp } from '../app.ts'
import type * as tables from '../tables.ts'
import { createEventLog } from './log.ts'
import { type Listener, openEventStream } from './stream.ts'
import { createWakeUps } from './wake-ups.ts'

export interface FeedOptions {
  db: AppDatabase<typeof tables>
  logger: Pick<Logger, 'info' | 'warn'>
  /** How late an event comes at most whose notification was lost. Default: 5. */
  pollSeconds?: number
  /** How often a silent stream says that it lives. Default: 15. */
  heartbeatSeconds?: number
  /** How long a stream lasts before its client has to ask again. Default: 60. */
  lifeSeconds?: number
}

/** The events of all organizations, as one server sends them to those who listen to it. */
export interface Feed {
  open(listener: Listener): Promise<ReadableStream<Uint8Array>>
  close(): void
}

export function createFeed(options: FeedOptions): Feed {
  const { db, logger, pollSeconds = 5, heartbeatSeconds = 15, lifeSeconds = 60 } = options
  const log = createEventLog(db)
  const wakeUps = createWakeUps({ db, logger, pollSeconds })
  const onError = (error: unknown) =>
    logger.warn({ err: error }, 'events could not be read: tried again soon')
  return {
    open: (listener) =>
      openEventStream({ ...listener, log, wakeUps, heartbeatSeconds, lifeSeconds, onError }),
    close: wakeUps.close,
  }
}

type Deps = Pick<typeof tasksApp.deps, 'db' | 'logger'>

// By the database, which each server makes one of: `deps` is another object in the routes than in the hooks.
const byDatabase = new WeakMap<Deps['db'], Feed>()

/** The feed of a server: its routes and its hooks reach the same one, another server has its own. */
export function feedOf({ db, logger }: Deps): Feed {
  const known = byDatabase.get(db)
  if (known) return known
  const made = createFeed({ db, logger })
  byDatabase.set(db, made)
  return made
}
