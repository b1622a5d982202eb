import type { AnyElysia } from 'elysia'
import type { AppContext } from '../app/app-context.ts'
import type { AppBackend } from '../app/define-app.ts'
import type { Dependencies } from '../app/dependencies.ts'
import type { RequestContext } from '../app/request-context.ts'
import type { CorsOptions } from './cors.ts'

/** An app with its routes, of which the database knows nothing yet. */
export interface MountedApp {
  app: AppBackend
  context: AppContext
  deps: Dependencies
  elysia: AnyElysia
  /** Whether the app has HEAD routes of its own. */
  answersHead: boolean
  cors: CorsOptions | undefined
  /** Finds out who asks and tells the context: at once, or where something has to be waited for, by a promise. */
  authenticate:
    | ((request: Request, path: string, context: RequestContext) => void | Promise<void>)
    | undefined
}

/** A registered app, as the server holds it. */
export interface Entry extends MountedApp {
  /** Why the app cannot serve yet; undefined once it can. */
  unready: string | undefined
  /** Looks again whether the app can serve, and if so completes its registration. */
  recheck(): Promise<void>
}
