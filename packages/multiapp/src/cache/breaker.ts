export interface BreakerOptions {
  /** Asks whether the other side is there; rejects if not. */
  probe(): Promise<void>
  /** How long the first callers wait for the first connection. */
  startMs: number
  probeEveryMs?: number
  /** It is away: told once, when that is certain. */
  onAway(reason: unknown): void
  /** It is there again: told once after each `onAway`. */
  onBack(): void
  /** A call has failed and the probe after it has not. */
  onBlip(reason: unknown): void
  /** Calls pass from now on. */
  onClosed(): void
}

export interface Breaker {
  /** Whether a call is worth its while. It waits only until the first connection is made, or is not. */
  passes(): boolean | Promise<boolean>
  /** A call has failed: no more of them until a probe has succeeded. */
  fail(reason: unknown): void
  /** The connection is lost. */
  lose(reason: unknown): void
  /** There is a connection: looks at once, and not when the next probe is due. */
  look(): void
  stop(): void
}

/** Keeps callers from waiting for something that is away, and finds out in the background when it is back. */
export function createBreaker(options: BreakerOptions): Breaker {
  const { probe, startMs, probeEveryMs = 500, onAway, onBack, onBlip, onClosed } = options
  const first = Promise.withResolvers<void>()
  let state: 'starting' | 'closed' | 'open' | 'stopped' = 'starting'
  let told = false
  let probing = false
  let timer = after(startMs, () => lose(new Error(`no connection within ${startMs} ms`)))

  function trip(): void {
    if (state === 'starting' || state === 'closed') state = 'open'
    first.resolve()
  }

  function isStopped(): boolean {
    return state === 'stopped'
  }

  function lose(reason: unknown): void {
    if (isStopped()) return
    trip()
    if (!told) onAway(reason)
    told = true
    probeLater()
  }

  function probeLater(): void {
    clearTimeout(timer)
    timer = after(probeEveryMs, () => void look(undefined))
  }

  async function look(reason: unknown): Promise<void> {
    if (probing || isStopped()) return
    probing = true
    const failure = await probe().then(
      () => undefined,
      (error: unknown) => ({ error }),
    )
    probing = false
    if (failure) return lose(reason ?? failure.error)
    if (isStopped()) return
    clearTimeout(timer)
    state = 'closed'
    first.resolve()
    if (told) onBack()
    else if (reason !== undefined) onBlip(reason)
    told = false
    onClosed()
  }

  return {
    passes: () => (state === 'starting' ? first.promise.then(() => state === 'closed') : state === 'closed'),
    fail(reason) {
      if (state !== 'closed') return
      trip()
      void look(reason)
    },
    lose,
    look: () => void look(undefined),
    stop() {
      state = 'stopped'
      first.resolve()
      clearTimeout(timer)
    },
  }
}

function after(ms: number, run: () => void): ReturnType<typeof setTimeout> {
  const timer = setTimeout(run, ms)
  timer.unref()
  return timer
}
