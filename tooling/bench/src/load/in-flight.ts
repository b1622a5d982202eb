export interface InFlightOptions {
  /** How many operations are under way at a time: each that ends starts the next. */
  inFlight: number
  seconds: number
  run(): Promise<unknown>
}

/** Operations per second. An operation that rejects ends the measurement with its error: refusals would be fast. */
export async function runInFlight({ inFlight, seconds, run }: InFlightOptions): Promise<number> {
  const startedAt = performance.now()
  const endsAt = startedAt + seconds * 1000
  let done = 0
  async function repeat(): Promise<void> {
    while (performance.now() < endsAt) {
      await run()
      done++
    }
  }
  await Promise.all(Array.from({ length: inFlight }, repeat))
  return (done / (performance.now() - startedAt)) * 1000
}
