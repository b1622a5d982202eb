import type { AnyAppBackend } from '@repo/multiapp'
import { type AppStatus, readStatuses } from '@repo/multiapp/migrations'
import { Failure } from '../failure.ts'
import type { Kit } from '../kit.ts'

/** How far one app's schema is. */
export async function statusOf({ database }: Kit, app: AnyAppBackend): Promise<AppStatus> {
  const [status] = await readStatuses(database, [app])
  if (!status) throw new Error('a status was asked for and none came back')
  return status
}

/** Throws a Failure if the app has no schema yet. */
export async function requireSchema(kit: Kit, app: AnyAppBackend): Promise<AppStatus> {
  const status = await statusOf(kit, app)
  if (status.exists) return status
  throw new Failure(`app "${app.slug}" has no schema yet: run "bun kit db migrate --app ${app.slug}"`)
}

/** How an app's schema is, in a word. */
export function stateOf(status: AppStatus): string {
  if (status.dirty) return 'dirty'
  if (status.drift) return 'drift'
  if (!status.exists) return 'not made yet'
  return status.pending.length > 0 ? 'pending' : 'up to date'
}
