/** Which SQL texts of an app its connections keep prepared. */
export interface Prepared {
  /** Whether to keep this one, which is about to run. */
  keeps(text: string): boolean
}

export interface PreparedOptions {
  /** Each connection has its own copies, on the server. Default: 100. */
  maxTexts?: number
}

const longestText = 4000
const mostSeen = 500

/**
 * Keeps what has come a second time, up to a bound. A text that is written anew for each call, with a list of its own
 * length in it, is not kept, and what is kept is never dropped: no connection has more than the bound.
 */
export function createPrepared({ maxTexts = 100 }: PreparedOptions = {}): Prepared {
  const kept = new Set<string>()
  const seenOnce = new Set<string>()
  return {
    keeps(text) {
      if (kept.has(text)) return true
      if (kept.size >= maxTexts || text.length > longestText) return false
      if (seenOnce.delete(text)) {
        kept.add(text)
        return true
      }
      if (seenOnce.size >= mostSeen) seenOnce.clear()
      seenOnce.add(text)
      return false
    },
  }
}

/**
 * Has a session's queries prepared. Drizzle has the server parse and plan a query each time it runs, and asks for its
 * types before it sends its parameters: two round trips, where a prepared one takes one.
 */
export function prepareQueries(session: QuerySession, prepared: Prepared): void {
  const { prepareQuery } = session
  session.prepareQuery = (query, fields, name, ...rest) =>
    prepareQuery.call(session, query, fields, name ?? nameOf(query), ...rest)

  // That it has a name is all that Drizzle looks at.
  function nameOf({ sql }: { sql: string }): string | undefined {
    return prepared.keeps(sql) ? 'kept' : undefined
  }
}

/** What is used here of Drizzle's session. */
interface QuerySession {
  prepareQuery(query: { sql: string }, fields: unknown, name: string | undefined, ...rest: never[]): unknown
}
