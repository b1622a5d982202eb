export interface SingleFlight<T> {
  /** Runs `run`, an async function, or joins the run of this key that is under way. `isCurrent` says whether its result may be kept. */
  join(key: string, run: (isCurrent: () => boolean) => Promise<T>): Promise<T>
  /** The key has changed: a run under way has seen its old value, and nobody joins it from now on. */
  forget(key: string): void
  /** As `forget`, for every key that begins with `prefix`. */
  forgetAll(prefix: string): void
}

// A loader that never settles holds up the callers of this long, and not every one until the process ends.
const joinableMs = 30_000

/** One run for each key at a time, however many ask for it. */
export function createSingleFlight<T>(now: () => number): SingleFlight<T> {
  const flights = new Map<string, { promise: Promise<T>; since: number }>()

  return {
    join(key, run) {
      const joined = flights.get(key)
      if (joined && now() - joined.since < joinableMs) return joined.promise
      const isCurrent = () => flights.get(key) === flight
      const flight = { promise: run(isCurrent), since: now() }
      flights.set(key, flight)
      const land = () => {
        if (isCurrent()) flights.delete(key)
      }
      flight.promise.then(land, land)
      return flight.promise
    },
    forget(key) {
      flights.delete(key)
    },
    forgetAll(prefix) {
      for (const key of flights.keys()) if (key.startsWith(prefix)) flights.delete(key)
    },
  }
}
