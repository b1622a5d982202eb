/** Runs out for what takes longer than a fixed time. All deadlines are equally long, so the oldest is the next. */
export interface Deadlines {
  /** How long they are, in milliseconds. */
  readonly ms: number
  /** Calls `onExpire` once, unless the returned function is called before. */
  start(onExpire: () => void): () => void
}

// One timer for all requests: arming one for each costs more than the rest of the dispatch.
export function createDeadlines(seconds: number): Deadlines {
  const ms = seconds * 1000
  const pending = new Set<{ at: number; onExpire: () => void }>()
  let timer: ReturnType<typeof setTimeout> | undefined

  function arm(): void {
    const [oldest] = pending
    timer = oldest && setTimeout(expire, Math.max(0, oldest.at - performance.now()))
    timer?.unref()
  }

  function expire(): void {
    const now = performance.now()
    for (const entry of pending) {
      if (entry.at > now) break
      pending.delete(entry)
      entry.onExpire()
    }
    arm()
  }

  return {
    ms,
    start(onExpire) {
      const entry = { at: performance.now() + ms, onExpire }
      pending.add(entry)
      if (!timer) arm()
      return () => {
        pending.delete(entry)
      }
    },
  }
}
