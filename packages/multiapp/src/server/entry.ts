import type { AnyElysia } from 'elysia'
import type { AppContext } from '../app/app-context.ts'
import type { AppBackend } from '../app/define-app.ts'
import type { Dependencies } from '../app/dependencies.ts'
import type { CorsOptions } from './cors.ts'

/** A registered app, as the server holds it. */
export interface Entry {
  app: AppBackend
  context: AppContext
  deps: Dependencies
  elysia: AnyElysia
  /** Whether the app has HEAD routes of its own. */
  answersHead: boolean
  cors: CorsOptions | undefined
  /** Why the app cannot serve yet; undefined once it can. */
  unready: string | undefined
  /** Looks again whether the app can serve, and if so completes its registration. */
  recheck(): Promise<void>
}
