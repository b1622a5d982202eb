import type { Declaration } from '../app/declaration.ts'
import type { Dependencies } from '../app/dependencies.ts'
import type { RequestContext } from '../app/request-context.ts'
import type { AppError } from '../errors/app-error.ts'
import type { Authenticator } from './authenticator.ts'

/** How an app learns who asks, and what it demands of all its routes. */
export interface AuthOptions<D extends Declaration = Declaration> {
  /** In order: the first that recognises a credential decides. Default: `bearer(deps.tokens)`. */
  authenticators?: readonly Authenticator<D>[]
  /** Guards every route of the app, but for those that say `allowAnonymous: true`. */
  requireAuth?: true
  /** As `requireAuth`, and an organization is needed that row-level security can tell from others. */
  rls?: true
  /** Answers a refusal in another form than a problem document. Returning nothing leaves it at that. */
  onError?: (error: AppError, context: RequestContext<D>) => Response | undefined
}

/** What authenticators may be made of. */
export type AuthDependencies<D extends Declaration = Declaration> = Omit<Dependencies<D>, 'plugin'>
