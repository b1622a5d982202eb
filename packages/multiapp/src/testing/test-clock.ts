export interface TestClock {
  /** The time, in milliseconds since 1970. */
  now(): number
  /** Lets time pass at once. It goes on by itself too, as the machine's does. */
  advance(by: TimeSpan): void
  /** Lets time pass until then. Throws a TypeError if that is over. */
  advanceTo(moment: Date | string): void
}

export interface TimeSpan {
  days?: number
  hours?: number
  minutes?: number
  seconds?: number
}

/** A clock that starts with the machine's, and only goes forward. */
export function createTestClock(): TestClock {
  let aheadMs = 0
  const now = () => Date.now() + aheadMs

  function advanceMs(ms: number): void {
    if (!(Number.isFinite(ms) && ms >= 0))
      throw new TypeError('clock: time passes by a number of 0 or more, and to a moment that is not over')
    aheadMs += ms
  }

  return {
    now,
    advance: ({ days = 0, hours = 0, minutes = 0, seconds = 0 }) =>
      advanceMs((((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000),
    advanceTo: (moment) => advanceMs(new Date(moment).getTime() - now()),
  }
}
