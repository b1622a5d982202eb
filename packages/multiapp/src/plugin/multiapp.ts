import { Elysia } from 'elysia'
import type { AppContext } from '../app/app-context.ts'
import { currentContext } from '../app/current.ts'
import type { Declaration } from '../app/declaration.ts'
import type { RequestContext } from '../app/request-context.ts'
import { AppError } from '../errors/app-error.ts'

/**
 * The plugin an app's routes use: handlers get `app` and `context`, typed by the app's declaration.
 *
 * @example new Elysia({ prefix: '/api' }).use(deps.plugin).get('/info', ({ app }) => ({ slug: app.slug }))
 */
export function multiapp<D extends Declaration>(app: AppContext<D>) {
  return new Elysia({ name: '@repo/multiapp', seed: app.slug }).derive({ as: 'scoped' }, () => {
    const context = currentContext()
    // The dispatcher has put the request into this app's context: another one here would be another app's request.
    if (context?.app !== app) throw new AppError('NO_APP_CONTEXT')
    return { app, context: context as RequestContext<D> } // the same app, so the same declaration
  })
}

export type MultiappPlugin<D extends Declaration> = ReturnType<typeof multiapp<D>>
