import type { Sql } from 'postgres'
import { AppError } from '../errors/app-error.ts'
import type { MigrationTarget } from '../migrations/execute.ts'
import { withAppLock } from '../migrations/lock.ts'
import type { Admin } from './admin.ts'
import { sqlState } from './database-error.ts'
import type { Driver } from './driver.ts'
import type { Provisioned } from './provision.ts'

/** Where an app's data is, and as whom it is made and reached. */
export interface Home {
  readonly slug: string
  readonly schema: string
  /** Whether the app has a database of its own, as a role that is not made here. */
  readonly isOwn: boolean
  /** Whoever makes and migrates the schema. */
  readonly admin: Admin
  /** What the app's own connections are opened with. */
  readonly driver: Driver
  /** What to do where the app's role cannot log in. */
  readonly loginAdvice: string
  /** What the migrations are run on, in `session`. */
  target(session: Sql): Promise<MigrationTarget>
  /** Makes what is missing and asserts the rest anew; resolves to what was made. `session` holds the app's lock. */
  provision(session: Sql): Promise<Provisioned>
  /** Removes the schema with all its data, and of the app's roles those made, by default all. */
  unprovision(session: Sql, made?: Provisioned): Promise<void>
  /** Why the app cannot be served over its own connections, though it is migrated; undefined if it can. */
  unfitReason(sql: Sql): Promise<string | undefined>
}

/** Runs `fn` on a connection of whoever migrates the app. Throws DATABASE_UNAVAILABLE, which names the app if it is its own. */
export async function withHome<T>(home: Home, purpose: string, fn: (session: Sql) => Promise<T>): Promise<T> {
  try {
    return await home.admin.run(purpose, fn)
  } catch (error) {
    throw (home.isOwn && named(home, error)) || error
  }
}

function named({ slug, loginAdvice }: Home, error: unknown): AppError | undefined {
  const name = `app "${slug}": `
  const withMessage = (message: string) =>
    new AppError('DATABASE_UNAVAILABLE', { message: name + message, cause: error })
  if (cannotLogIn(error)) return withMessage(loginAdvice)
  if (!(error instanceof AppError) || error.code !== 'DATABASE_UNAVAILABLE') return undefined
  return error.message.startsWith(name) ? error : withMessage(error.message)
}

/** As `withHome`, with nobody else at the app's schema. */
export function withLockedHome<T>(home: Home, purpose: string, fn: (session: Sql) => Promise<T>): Promise<T> {
  return withHome(home, purpose, (session) => withAppLock(session, home.schema, () => fn(session)))
}

/** Whether a login was refused: a wrong password, or a role that is not there or may not log in. */
export function cannotLogIn(error: unknown): boolean {
  const state = sqlState(error)
  return state === '28P01' || state === '28000'
}
