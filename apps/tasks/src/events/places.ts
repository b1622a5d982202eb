/** So many places for each key. */
export interface Places {
  /** Returns what gives the place back, once however often it is called; undefined if none is free. */
  take(key: string): (() => void) | undefined
}

export function createPlaces(mostEach: number): Places {
  const taken = new Map<string, number>()

  function leave(key: string): void {
    const rest = (taken.get(key) ?? 1) - 1
    if (rest === 0) taken.delete(key)
    else taken.set(key, rest)
  }

  return {
    take(key) {
      const count = taken.get(key) ?? 0
      if (count >= mostEach) return undefined
      taken.set(key, count + 1)
      let isTaken = true
      return () => {
        if (isTaken) leave(key)
        isTaken = false
      }
    },
  }
}
