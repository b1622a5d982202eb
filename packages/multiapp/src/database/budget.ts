/** Who holds connections of a budget: a pool. */
export interface Claimant {
  /** How many it holds or is opening. */
  readonly held: number
  /** When the connection that is idle longest became so, or undefined if none is idle. */
  readonly idleSince: number | undefined
  /** Closes the connection that is idle longest: its place is given back at once. */
  closeIdlest(): void
  /** A place has become its own: it asked for one by `want`. */
  grant(): void
}

/** The most connections that all pools together may hold. */
export interface Budget {
  /** Takes a place if there is one, or can be made by closing a connection that another claimant leaves idle. */
  tryTake(claimant: Claimant): boolean
  /** Asks for a place: `grant` is called when there is one. Asking again changes nothing. */
  want(claimant: Claimant): void
  /** Asks no more. */
  unwant(claimant: Claimant): void
  /** Whether a claimant of fewer connections waits, so that one of `claimant`'s should close instead of idle. */
  isWanted(claimant: Claimant): boolean
  /** Gives a place back: whoever waits with the fewest connections gets it. */
  release(): void
}

// Opening a connection, and the other one again, costs 10 ms each.
const restMs = 500

export function createBudget(maxConnections: number, claimants: () => Iterable<Claimant>): Budget {
  let used = 0
  // A place goes from one claimant to another, and to nobody who waits.
  let isMoving = false
  const waiting = new Set<Claimant>()

  function idlest(except: Claimant): Claimant | undefined {
    let found: Claimant | undefined
    for (const candidate of claimants()) {
      if (candidate === except || candidate.idleSince === undefined) continue
      if (found?.idleSince === undefined || candidate.idleSince < found.idleSince) found = candidate
    }
    return found
  }

  function poorest(): Claimant | undefined {
    let found: Claimant | undefined
    for (const candidate of waiting) if (!found || candidate.held < found.held) found = candidate
    return found
  }

  return {
    tryTake(claimant) {
      // Those who wait come first, but for those who have more.
      const next = poorest()
      if (next && !waiting.has(claimant) && next.held <= claimant.held) return false
      if (used >= maxConnections) {
        const victim = idlest(claimant)
        if (victim?.idleSince === undefined) return false
        // One that has no more than we have would take it back at its next query, unless that is long in coming.
        const isResting = performance.now() - victim.idleSince > restMs
        if (claimant.held > 0 && victim.held <= claimant.held && !isResting) return false
        isMoving = true
        victim.closeIdlest()
        isMoving = false
      }
      if (used >= maxConnections) return false
      waiting.delete(claimant)
      used++
      return true
    },
    want: (claimant) => void waiting.add(claimant),
    unwant: (claimant) => void waiting.delete(claimant),
    isWanted(claimant) {
      const next = poorest()
      return next !== undefined && next !== claimant && next.held < claimant.held
    },
    release() {
      used--
      if (isMoving) return
      const next = poorest()
      if (!next || used >= maxConnections) return
      waiting.delete(next)
      used++
      next.grant()
    },
  }
}
