import { type Cell, createCell } from '../page/cell.ts'
import type { Change } from '../types.ts'

/** What others, and other windows, change while somebody looks. */
export interface Changes {
  on(fn: (change: Change) => void, life: AbortSignal): void
  /** Whether changes come as they happen. */
  isLive: Cell<boolean>
  /** Resolves when what changes from now on will be heard of, or that takes too long to wait for. */
  begun: Promise<void>
}

const patienceMs = 2000
const [firstRetryMs, lastRetryMs] = [3000, 60_000]

/** Listens to the organization's event stream. `recheck` is called after each pause, in which rights may have gone. */
export function listenToChanges(recheck: () => Promise<void>, life: AbortSignal): Changes {
  const listeners = new Set<(change: Change) => void>()
  const isLive = createCell(true)
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
  let isFirst = true
  let retryMs = firstRetryMs
  let doubt: ReturnType<typeof setTimeout> | undefined

  function open(): void {
    if (life.aborted) return
    const source = new EventSource('/api/events')
    const end = () => source.close()
    life.addEventListener('abort', end)
    source.addEventListener('open', () => {
      clearTimeout(doubt)
      doubt = undefined
      retryMs = firstRetryMs
      isLive.set(true)
      begin()
      if (!isFirst) void recheck()
      isFirst = false
    })
    source.addEventListener('message', ({ data }) => tell(JSON.parse(data)))
    source.addEventListener('error', () => {
      // A stream lasts a minute and comes again by itself: that is no pause yet.
      doubt ??= setTimeout(() => isLive.set(false), patienceMs)
      if (source.readyState !== EventSource.CLOSED || life.aborted) return
      life.removeEventListener('abort', end)
      setTimeout(reopen, retryMs)
      retryMs = Math.min(retryMs * 2, lastRetryMs)
    })
  }

  // It was refused, perhaps because somebody is signed out, or in no organization any more.
  async function reopen(): Promise<void> {
    await recheck()
    open()
    tell({ type: 'reset' })
  }

  function tell(change: Change): void {
    for (const fn of [...listeners]) fn(change)
  }

  setTimeout(begin, patienceMs)
  open()
  return {
    isLive,
    begun,
    on(fn, listenerLife) {
      listeners.add(fn)
      listenerLife.addEventListener('abort', () => listeners.delete(fn))
    },
  }
}
