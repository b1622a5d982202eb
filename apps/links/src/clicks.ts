import type { Logger } from '@repo/multiapp'

export interface DailyClicks {
  code: string
  /** YYYY-MM-DD, in UTC. */
  day: string
  clicks: number
}

/** Clicks on their way to the database: it changes no more, however often it is tried. */
export interface ClickBatch {
  readonly id: string
  readonly entries: readonly DailyClicks[]
}

export interface ClicksOptions {
  /** Writes a batch. Whether a rejected one was written is not known: it comes again, and must count once. */
  save(batch: ClickBatch): Promise<void>
  logger: Pick<Logger, 'error' | 'info' | 'warn'>
  flushSeconds: number
  /** So many entries, one for each code and day, are written before their time. Default: 10,000. */
  earlyEntries?: number
  /** While nothing can be written, no more entries than this are begun. Default: 100,000. */
  maxEntries?: number
  /** A clock in milliseconds since 1970, for tests. */
  now?: () => number
}

export interface Clicks {
  /** Counts one in memory: it costs the caller no query. */
  count(code: string): void
  /** Begins to write every `flushSeconds`. */
  start(): void
  /** Writes what is left, and tries until it is written or `signal` aborts. */
  close(signal: AbortSignal): Promise<void>
}

const closeRetryMs = 100

/** Clicks of one server, counted in memory and written in batches, one at a time. */
export function createClicks(options: ClicksOptions): Clicks {
  const { save, logger, flushSeconds, earlyEntries = 10_000, maxEntries = 100_000, now = Date.now } = options
  let counted = new Map<string, DailyClicks>()
  let batch: ClickBatch | undefined
  let flushing: Promise<void> | undefined
  let isFailing = false
  let uncounted = 0
  let timer: ReturnType<typeof setInterval> | undefined
  let closed = false

  function flush(): Promise<void> {
    flushing ??= write().finally(() => {
      flushing = undefined
    })
    return flushing
  }

  async function write(): Promise<void> {
    try {
      // One that failed goes as it was, under its own id: it may have been written all the same.
      if (batch) await save(batch)
      batch = take()
      if (batch) await save(batch)
      batch = undefined
      noteSuccess()
    } catch (error) {
      noteFailure(error)
    }
  }

  function take(): ClickBatch | undefined {
    if (counted.size === 0) return undefined
    const entries = [...counted.values()]
    counted = new Map()
    return { id: crypto.randomUUID(), entries }
  }

  function noteSuccess(): void {
    if (isFailing) logger.info('clicks are written again')
    isFailing = false
    if (uncounted > 0)
      logger.warn({ clicks: uncounted }, 'clicks were not counted: too many waited to be written')
    uncounted = 0
  }

  function noteFailure(error: unknown): void {
    if (!isFailing) logger.warn({ err: error }, 'clicks cannot be written: they are kept and tried again')
    isFailing = true
  }

  return {
    count(code) {
      const day = new Date(now()).toISOString().slice(0, 10)
      const key = `${day} ${code}`
      const entry = counted.get(key)
      if (entry) entry.clicks++
      else if (counted.size < maxEntries) counted.set(key, { code, day, clicks: 1 })
      else uncounted++
      // What fails waits for its interval: not every click is to try it again.
      if (counted.size >= earlyEntries && !isFailing) void flush()
    },
    start() {
      if (closed) return
      timer ??= setInterval(flush, flushSeconds * 1000)
      timer.unref()
    },
    async close(signal) {
      closed = true
      clearInterval(timer)
      while ((batch || counted.size > 0) && !signal.aborted) {
        await flush()
        if (isFailing) await Bun.sleep(closeRetryMs)
      }
      const left = sum(batch?.entries ?? []) + sum([...counted.values()])
      if (left > 0) logger.error({ clicks: left }, 'clicks could not be written before the end')
    },
  }
}

function sum(entries: readonly DailyClicks[]): number {
  return entries.reduce((total, { clicks }) => total + clicks, 0)
}
