import { type DriverQuery, isDriverQuery, routedSql } from '../database/query.ts'
import type { TransactionClient } from '../database/transaction.ts'
import type { MigrationFunction, MigrationSql } from './migration.ts'
import { unfitReason } from './unfit.ts'

/**
 * Runs a migration's function by queries of `transaction` and waits for all of them. What would end the transaction or
 * change its role is not sent, and fails the migration even if the function catches it; so does a query that was
 * written and never awaited, which postgres.js would not have sent either.
 */
export async function runFunction(transaction: TransactionClient, fn: MigrationFunction): Promise<void> {
  const send = handlerOf(transaction)
  const idle = new Set<DriverQuery>()
  let refusal: Error | undefined
  let isOver = false

  function handle(query: DriverQuery): void {
    // As in any transaction, nobody has to await each query of one.
    query.catch(() => {})
    for (const used of partsOf(query)) idle.delete(used)
    const reason = isOver ? 'the migration is over' : unfitReason(textOf(query))
    if (reason === undefined) send(query)
    else {
      refusal ??= new Error(reason)
      query.reject(refusal)
    }
  }

  const note = (made: unknown) => {
    if (isDriverQuery(made)) idle.add(made)
    return made
  }
  const routed = routedSql(transaction, handle)
  const tag = (first: never, ...rest: never[]) => note(routed(first, ...rest))
  const methods = {
    unsafe: (...args: Parameters<MigrationSql['unsafe']>) => note(routed.unsafe(...args)),
    file() {
      throw new TypeError('a migration has no files beside it once it is compiled: import their text')
    },
    savepoint: (...args: unknown[]) => transaction.savepoint(() => callback(args)(sql)),
  }
  Object.setPrototypeOf(tag, routed)
  const sql = Object.assign(tag, methods) as unknown as MigrationSql // the same callable, by other means

  const result = await fn(sql)
  // As postgres.js takes an array of queries for a result.
  if (Array.isArray(result)) await Promise.all(result)
  isOver = true
  if (refusal) throw refusal
  if (idle.size > 0) throw new Error(`${idle.size} of its queries were written and never run: await each`)
}

/** `savepoint(fn)` or `savepoint(name, fn)`. */
function callback(args: readonly unknown[]): (sql: MigrationSql) => unknown {
  const fn = args.at(-1)
  if (typeof fn !== 'function') throw new TypeError('savepoint needs a function')
  return (sql) => fn(sql)
}

// A query knows who runs it.
function handlerOf(sql: TransactionClient): DriverQuery['handler'] {
  const probe: unknown = sql.unsafe('')
  if (!isDriverQuery(probe)) throw new TypeError('this version of postgres.js is not the one that is pinned')
  return probe.handler
}

/** What a query of postgres.js was written with: its fields are in no documentation, and its version is pinned. */
interface Written {
  strings: readonly string[]
  args: readonly unknown[]
}

/** The query and the fragments in it. */
function partsOf(query: DriverQuery): DriverQuery[] {
  const { args } = query as unknown as Written // see there
  return [query, ...args.flat().filter(isDriverQuery).flatMap(partsOf)]
}

/** What it says, without its values. */
function textOf(query: DriverQuery): string {
  const { strings, args } = query as unknown as Written // see there
  return strings.map((text, index) => text + textOfValue(args[index])).join('')
}

function textOfValue(value: unknown): string {
  if (value === undefined) return ''
  return [value]
    .flat()
    .map((part) => (isDriverQuery(part) ? textOf(part) : '$'))
    .join(' ')
}
