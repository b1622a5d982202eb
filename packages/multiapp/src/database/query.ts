import type { Sql } from 'postgres'

/**
 * A query of postgres.js as it is until it runs: it hands itself to `handler`, and settles by `resolve` and `reject`.
 * These fields are the driver's own and in no documentation, which is why its version is pinned and tests hold it to them.
 */
export interface DriverQuery extends Promise<unknown> {
  handler: (query: DriverQuery) => void
  resolve(result: unknown): void
  reject(error: unknown): void
  /** Set once its sender has cancelled it before it ran. */
  cancelled: unknown
}

export function isDriverQuery(value: unknown): value is DriverQuery {
  return value instanceof Promise && 'handler' in value && 'resolve' in value && 'reject' in value
}

/**
 * The tagged template of `base` whose queries go to `handle` when they run. Fragments, identifiers and helpers stay the
 * driver's: a fragment never runs by itself.
 */
export function routedSql(base: Sql, handle: (query: DriverQuery) => void): Sql {
  const redirect = (made: unknown) => {
    if (made instanceof Promise) (made as DriverQuery).handler = handle // the driver's only promises are its queries
    return made
  }
  const tag = (first: never, ...rest: never[]) => redirect(base(first, ...rest))
  Object.setPrototypeOf(tag, partsOf(base))
  return Object.assign(tag, {
    unsafe: (...args: Parameters<Sql['unsafe']>) => redirect(base.unsafe(...args)),
    file: (...args: Parameters<Sql['file']>) => redirect(base.file(...args)),
  }) as unknown as Sql // the same callable, by other means
}

// Inherited and not copied: there is a template for each transaction.
function partsOf(base: Sql): object {
  const known = parts.get(base)
  if (known) return known
  const made = Object.setPrototypeOf({ ...notHereOn }, base)
  parts.set(base, made)
  return made
}

const parts = new WeakMap<Sql, object>()

// What would make connections of the driver's own has no meaning on a routed template.
const notHereOn = {
  begin: notHere,
  reserve: notHere,
  end: notHere,
  close: notHere,
  listen: notHere,
  subscribe: notHere,
  notify: notHere,
}

function notHere(): never {
  throw new TypeError('this is not available here')
}
