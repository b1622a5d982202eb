import { sqlState } from './database-error.ts'

// Roles are the cluster's, and no lock of ours spans its databases: two hosts that change the same catalog row at the
// same time meet in these errors, and the second of them succeeds when it tries again.
const races = new Set([
  'XX000', // tuple concurrently updated
  '23505', // a catalog's unique index: the other one made it first
  '42710', // duplicate object: likewise
  '42P06', // duplicate schema: likewise
  '42704', // a role that was dropped in the meantime
  '40P01', // deadlock
])
const attempts = 20

export async function retryCatalogRace<T>(run: () => PromiseLike<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run()
    } catch (error) {
      if (attempt === attempts || !races.has(sqlState(error) ?? '')) throw error
      await Bun.sleep(attempt * (5 + Math.random() * 10))
    }
  }
}
