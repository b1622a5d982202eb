import type { AnyElysia } from 'elysia'
import type { AppContext } from '../app/app-context.ts'
import type { AppBackend } from '../app/define-app.ts'
import type { Dependencies } from '../app/dependencies.ts'
import type { Migration } from '../migrations/migration.ts'
import type { CorsOptions } from './cors.ts'

/** A registered app, as the server holds it. */
export interface Entry {
  app: AppBackend
  context: AppContext
  deps: Dependencies
  elysia: AnyElysia
  cors: CorsOptions | undefined
  /** Migrations that are in the code and not in the database: the app is not ready until they are applied. */
  pending: readonly Migration[]
}
