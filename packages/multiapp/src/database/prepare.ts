import type { Sql } from 'postgres'
import { AppError } from '../errors/app-error.ts'
import type { Migration } from '../migrations/migration.ts'
import { migrate } from '../migrations/runner.ts'
import { type Home, withLockedHome } from './home.ts'
import type { Pools } from './pools.ts'
import type { Provisioned } from './provision.ts'

export interface PrepareOptions {
  migrations: readonly Migration[]
  /** Runs last. A rejection undoes the preparation, if it made the schema. */
  finish?: () => Promise<void>
  /** Called after each migration that was applied. */
  onApplied?: (migration: Migration) => void
  /** Keeps what was applied before a failure, so that the next run goes on from there, also where the schema is new. */
  keepsApplied?: boolean
}

/** Makes the app's roles and schema and applies its migrations, with nobody else doing so. Throws MIGRATION_FAILED. */
export async function prepare(home: Home, pools: Pools, options: PrepareOptions): Promise<Migration[]> {
  const { migrations, onApplied, keepsApplied = false, finish = async () => {} } = options
  const { applied, finished } = await withLockedHome(home, `migrate ${home.slug}`, async (session) => {
    const made = await home.provision(session)
    const isOurs = made.schema && !keepsApplied
    try {
      const applied = await migrate(session, await home.target(session), migrations, {
        ...(onApplied && { onApplied }),
      })
      await assertFit(home, pools)
      // A schema that may have to go again is nobody else's yet: others wait until it is sure to stay.
      if (isOurs) await finish()
      return { applied, finished: isOurs }
    } catch (error) {
      if (isOurs) await undo(session, home, pools, { made, reason: error })
      throw error
    }
  })
  if (!finished) await finish()
  return applied
}

async function assertFit(home: Home, pools: Pools): Promise<void> {
  if (!home.isOwn) return
  const reason = await home.unfitReason(pools.client(home))
  if (reason) throw new AppError('DATABASE_UNAVAILABLE', { message: `app "${home.slug}": ${reason}` })
}

// The app's connections are logged in as a role that is about to go: a new one of that name would be another role.
async function undo(
  session: Sql,
  home: Home,
  pools: Pools,
  { made, reason }: { made: Provisioned; reason: unknown },
): Promise<void> {
  await pools.disconnect(home.slug)
  try {
    await home.unprovision(session, made)
  } catch (error) {
    // The session, and with it the lock, may be lost: then the schema may be another host's by now, and stays.
    const message = `${reason instanceof Error ? reason.message : reason}; what was made could not be removed again`
    throw new AppError('MIGRATION_FAILED', { message, cause: error })
  }
}
