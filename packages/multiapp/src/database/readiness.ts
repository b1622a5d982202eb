import { pendingMigrations } from '../migrations/comparison.ts'
import { readOwnLedger } from '../migrations/ledger.ts'
import { fileNameOf, type Migration } from '../migrations/migration.ts'
import type { Admin } from './admin.ts'
import { cannotLogIn, type Home } from './home.ts'
import type { Pools } from './pools.ts'

/** Why an app that somebody else prepares cannot serve yet, seen by its own role; undefined if it can. */
export async function unreadyReason(
  home: Home,
  pools: Pools,
  migrations: readonly Migration[],
): Promise<string | undefined> {
  const sql = pools.client(home)
  try {
    const applied = await readOwnLedger(sql, home.schema)
    const pending = pendingMigrations(home.slug, migrations, applied, { toleratesNewer: true })
    if (pending.length > 0) return `pending migrations ${pending.map(fileNameOf).join(', ')}`
    return await home.unfitReason(sql)
  } catch (error) {
    if (cannotLogIn(error)) return home.loginAdvice
    return error instanceof Error ? error.message : String(error)
  }
}

/**
 * Resolves if the server answers that the apps share; where each has its own, if any does: one app's database that is
 * down is no reason to take the others' requests away. Throws DATABASE_UNAVAILABLE.
 */
export async function ping(admin: Admin, pools: Pools): Promise<void> {
  const homes = pools.homes()
  const shared = homes.find(({ isOwn }) => !isOwn)
  const asked = shared ? [shared] : homes
  if (asked.length === 0) return answered(admin.run('ping', async (sql) => sql`SELECT 1`))
  await Promise.any(asked.map((home) => answered(pools.client(home)`SELECT 1`))).catch(
    ({ errors: [first] }: AggregateError) => Promise.reject(first),
  )
}

// A server that refuses a login has answered.
async function answered(asked: PromiseLike<unknown>): Promise<void> {
  try {
    await asked
  } catch (error) {
    if (!cannotLogIn(error)) throw error
  }
}
