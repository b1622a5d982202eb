/** First come, first served: who waits is taken in turn, or told that it is late. */
export interface WaitingLine<T> {
  readonly size: number
  push(waiter: T): void
  shift(): T | undefined
}

export interface WaitingLineOptions<T> {
  /** How long one waits, in milliseconds. */
  patienceMs: number
  /** It has waited for so long, and is no longer in the line. */
  onLate(waiter: T): void
}

// All are equally patient, so the first is the first to be late: there is one timer, and it is not set for each.
export function createWaitingLine<T>({ patienceMs, onLate }: WaitingLineOptions<T>): WaitingLine<T> {
  let waiting: { waiter: T; lateAt: number }[] = []
  let first = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  function shift(): T | undefined {
    const entry = waiting[first]
    if (!entry) return undefined
    first++
    // An array that gives away its first moves all others, so it gives away many at once.
    if (first === waiting.length || first === mostGone) {
      waiting = waiting.slice(first)
      first = 0
    }
    return entry.waiter
  }

  function setTimer(): void {
    const entry = waiting[first]
    timer = entry && setTimeout(refuseLate, Math.max(0, entry.lateAt - performance.now()))
    timer?.unref()
  }

  function refuseLate(): void {
    const now = performance.now()
    for (let entry = waiting[first]; entry && entry.lateAt <= now; entry = waiting[first]) {
      shift()
      onLate(entry.waiter)
    }
    setTimer()
  }

  return {
    get size() {
      return waiting.length - first
    },
    push(waiter) {
      waiting.push({ waiter, lateAt: performance.now() + patienceMs })
      if (!timer) setTimer()
    },
    shift,
  }
}

const mostGone = 256
