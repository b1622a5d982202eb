import { AsyncLocalStorage } from 'node:async_hooks'
import type { AppClaims } from '../auth/claims.ts'
import { notAuthenticated } from '../auth/refusal.ts'
import { AppError } from '../errors/app-error.ts'
import type { AppContext } from './app-context.ts'
import { RequestContext } from './request-context.ts'

const storage = new AsyncLocalStorage<RequestContext>()

/** The context of the request or job this code runs in, or undefined outside one. */
export function currentContext(): RequestContext | undefined {
  return storage.getStore()
}

/** The app this code runs in, or undefined outside one. */
export function currentApp(): AppContext | undefined {
  return storage.getStore()?.app ?? undefined
}

/** The claims of who is asking, or undefined if nobody is. */
export function currentClaims(): AppClaims | undefined {
  return storage.getStore()?.claims ?? undefined
}

export function hasApp(): boolean {
  return currentApp() !== undefined
}

/** Runs `fn` inside an app, for a job or a service outside a request; `claims` say on whose behalf. */
export function runWithApp<T>(
  app: AppContext,
  fn: () => T,
  { claims = null }: { claims?: AppClaims | null } = {},
): T {
  return storage.run(new RequestContext({ app, claims }), fn)
}

/** Runs `fn` with `context` as the current one. */
export function runWithContext<T>(context: RequestContext, fn: () => T): T {
  return storage.run(context, fn)
}

/** The current app. Throws NO_APP_CONTEXT outside one. */
export function requireApp(): AppContext {
  const app = currentApp()
  if (!app)
    throw new AppError('NO_APP_CONTEXT', {
      message: 'no app here: call this inside a request or runWithApp()',
    })
  return app
}

/** The claims of who is asking. Throws NOT_AUTHENTICATED if nobody is. */
export function requireAuth(): AppClaims {
  const claims = currentClaims()
  if (!claims) throw currentContext()?.refusal ?? notAuthenticated('no credentials')
  return claims
}

/** Both; throws NO_APP_CONTEXT or NOT_AUTHENTICATED. */
export function requireAppAndAuth(): { app: AppContext; claims: AppClaims } {
  return { app: requireApp(), claims: requireAuth() }
}

/** Throws FORBIDDEN unless whoever asks belongs to `app`: their claims name it. */
export function assertAppAccess(app: AppContext): void {
  const claims = requireAuth()
  if (claims.app_id !== app.id)
    throw new AppError('FORBIDDEN', { message: 'these credentials are not for this app' })
}

/** Throws FEATURE_NOT_ENABLED unless the current app has the feature on. */
export function assertFeature(feature: string): void {
  if (!requireApp().features.has(feature)) throw new AppError('FEATURE_NOT_ENABLED')
}
