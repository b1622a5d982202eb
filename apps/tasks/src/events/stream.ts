import { batchSize, type EventLog, type LoggedEvent } from './log.ts'
import type { WakeUps } from './wake-ups.ts'

export interface Listener {
  organizationId: string
  /** What the client has seen last: what came after it is sent. Without it, what comes from now on. */
  lastEventId: string | undefined
  /** Aborts when the client has gone or the server shuts down. */
  signal: AbortSignal
  /** Asked each time before something is sent: false ends the stream. A rejection leaves it for later. */
  isAllowed(): Promise<boolean>
  /** Called when the stream has ended, also where it could not begin; perhaps more than once. */
  onEnd?(): void
}

export interface StreamOptions extends Listener {
  log: EventLog
  wakeUps: WakeUps
  /** So often something is sent, or nobody on the way would know that the connection lives. */
  heartbeatSeconds: number
  /** The stream ends then, and its client asks again: who that is may have changed. */
  lifeSeconds: number
  onError(error: unknown): void
}

const reconnectMs = 1000

/**
 * An organization's events as an event stream (HTML, section 9.2), as fast as the client reads: what it has not read yet
 * stays in the database. Rejects if the database cannot be read; later on, it is tried again.
 */
export async function openEventStream(options: StreamOptions): Promise<ReadableStream<Uint8Array>> {
  const { log, organizationId, lastEventId } = options
  const alarm = createAlarm(options)
  const encoder = new TextEncoder()
  const heartbeatMs = options.heartbeatSeconds * 1000
  let nextBeatAt = 0
  let position = 0

  async function begin(): Promise<string> {
    const last = await log.lastId(organizationId)
    const seen = lastEventId === undefined ? last : readId(lastEventId)
    const isKnown = seen !== undefined && seen <= last
    position = isKnown ? seen : last
    return `retry: ${reconnectMs}\n${isKnown ? `id: ${position}\n\n` : reset(position)}`
  }

  async function news(): Promise<string> {
    alarm.isRinging = false
    try {
      const events = await log.after(organizationId, position)
      if (events.length === 0) return ''
      if (!(await options.isAllowed())) {
        alarm.end()
        return ''
      }
      alarm.isRinging ||= events.length === batchSize
      return events.map(toText).join('')
    } catch (error) {
      options.onError(error)
      return ''
    }
  }

  function toText({ id, ...data }: LoggedEvent): string {
    const gap = id === position + 1 ? '' : reset(id - 1)
    position = id
    return `${gap}id: ${id}\ndata: ${JSON.stringify(data)}\n\n`
  }

  const start = await begin().catch((error) => {
    alarm.end()
    throw error
  })
  return new ReadableStream<Uint8Array>({
    start: (controller) => send(controller, start),
    async pull(controller) {
      while (!alarm.isOver) {
        const text = alarm.isRinging ? await news() : ''
        if (text !== '') return send(controller, text)
        await alarm.rest(nextBeatAt - performance.now())
        if (performance.now() >= nextBeatAt) return send(controller, ':\n\n')
      }
      if (!alarm.isCancelled) controller.close()
    },
    cancel() {
      alarm.isCancelled = true
      alarm.end()
    },
  })

  function send(controller: ReadableStreamDefaultController<Uint8Array>, text: string): void {
    nextBeatAt = performance.now() + heartbeatMs
    if (!alarm.isCancelled) controller.enqueue(encoder.encode(text))
  }
}

function readId(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined
}

/** The client has missed events that are not kept any more, or has seen what there never was: it has to read anew. */
function reset(id: number): string {
  return `id: ${id}\ndata: {"type":"reset"}\n\n`
}

/** What a stream waits for: it rings when there may be news, from before the first look at them. */
function createAlarm({ log, wakeUps, organizationId, signal, lifeSeconds, onEnd }: StreamOptions) {
  let wake = () => {}
  const unsubscribe = wakeUps.subscribe(organizationId, () => {
    log.refresh(organizationId)
    alarm.isRinging = true
    wake()
  })
  const life = setTimeout(end, lifeSeconds * 1000)
  signal.addEventListener('abort', end, { once: true })
  const alarm = { isRinging: true, isOver: false, isCancelled: false, end, rest }
  if (signal.aborted) end()
  return alarm

  function end(): void {
    alarm.isOver = true
    unsubscribe()
    clearTimeout(life)
    signal.removeEventListener('abort', end)
    wake()
    onEnd?.()
  }

  /** Until it rings, until the end, for `ms` at most. */
  async function rest(ms: number): Promise<void> {
    if (alarm.isRinging || alarm.isOver) return
    const { promise, resolve } = Promise.withResolvers<void>()
    wake = resolve
    const timer = setTimeout(resolve, Math.max(0, ms))
    await promise
    clearTimeout(timer)
  }
}
