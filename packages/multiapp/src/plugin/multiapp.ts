import { Elysia } from 'elysia'
import type { AppContext } from '../app/app-context.ts'
import { currentContext } from '../app/current.ts'
import type { Declaration } from '../app/declaration.ts'
import type { RequestContext } from '../app/request-context.ts'
import type { Principal } from '../auth/principal.ts'
import type { AppDatabase } from '../database/app-database.ts'
import { AppError } from '../errors/app-error.ts'
import { useStrictFormats } from '../http/formats.ts'
import { anonymousAllowed } from './anonymous.ts'
import { keepGuards } from './elysia-guards.ts'
import {
  appRequired,
  assertAuthenticated,
  authenticationRequired,
  featureRequired,
  type Names,
  organizationRequired,
  permissionRequired,
  roleRequired,
} from './guards.ts'
import { markHook, type Requirement } from './requirement.ts'
import { type TenantScope, tenantRequired, tenantScope } from './tenant.ts'

export interface PluginOptions<D extends Declaration> {
  app: AppContext<D>
  db: AppDatabase<D['tables']>
}

keepGuards()
useStrictFormats()

/**
 * The plugin an app's routes use. Handlers get `app`, `context` and `principal`, typed by the app's declaration; routes
 * take guards, which decide before a body is read and before anything is validated.
 *
 * @example new Elysia().use(deps.plugin).post('/tasks', ({ principal }) => …, { requirePermission: 'task:write' })
 */
export function multiapp<D extends Declaration>({ app, db }: PluginOptions<D>) {
  function contextHere(): RequestContext<D> {
    const context = currentContext()
    // The dispatcher has put the request into this app's context: another one here would be another app's request.
    if (context?.app !== app) throw new AppError('NO_APP_CONTEXT')
    return context as unknown as RequestContext<D> // the same app, so the same declaration
  }

  /** The guard's hook. Who got here has passed it before, in its place at the door: here it narrows the type. */
  function guard(requirement: Requirement) {
    return markHook(() => {
      const context = currentContext()
      if (context?.app !== app) throw new AppError('NO_APP_CONTEXT')
      requirement.check(context)
    }, requirement)
  }

  function guardWithPrincipal(requirement: Requirement) {
    const principal = markHook((): { principal: Principal<D> } => {
      const context = contextHere()
      const anyContext = context as unknown as RequestContext // guards ask nothing that D types
      requirement.check(anyContext)
      const found = assertAuthenticated(anyContext) as Principal<D> // of this app's context
      return { principal: found }
    }, requirement)
    return { resolve: principal }
  }

  return new Elysia({ name: '@repo/multiapp', seed: app.slug })
    .derive(
      { as: 'scoped' },
      markHook((): { app: AppContext<D>; context: RequestContext<D>; principal: Principal<D> | null } => {
        const context = contextHere()
        const { principal } = context
        return { app, context, principal }
      }, pluginInUse),
    )
    .macro({
      /** Somebody asks: else 401. */
      requireAuth: (required: true) =>
        guardWithPrincipal(only(required, 'requireAuth', authenticationRequired())),
      /** Somebody asks for an organization: else 401, 403. */
      requireOrganization: (required: true) =>
        guardWithPrincipal(only(required, 'requireOrganization', organizationRequired())),
      /** One role, or several of which one is needed: else 401, 403. */
      requireRole: (roles: Names<D['role']>) => guardWithPrincipal(roleRequired(roles)),
      /** One permission, or several that are all needed: else 401, 403. */
      requirePermission: (permissions: Names<D['permission']>) =>
        guardWithPrincipal(permissionRequired(permissions)),
      /** One feature, or several that all have to be on: else 403. */
      requireFeature: (features: Names<D['feature']>) => ({ beforeHandle: guard(featureRequired(features)) }),
      /** The request is for an app, or for one of these: else 404. */
      requireApp: (slugs: true | Names<string>) => ({ beforeHandle: guard(appRequired(slugs)) }),
      /** Serves also whoever is nobody, in an app that requires authentication of all its routes. */
      allowAnonymous: (allowed: true) => ({
        beforeHandle: guard(only(allowed, 'allowAnonymous', anonymousAllowed)),
      }),
      /** Gives the handler the database as the principal's organization may see it: else 401, 403. */
      rls: (required: true) => {
        const requirement = only(required, 'rls', tenantRequired())
        const { resolve } = guardWithPrincipal(requirement)
        const scope = markHook((): { principal: Principal<D>; tenant: TenantScope<D> } => {
          const { principal } = resolve()
          return { principal, tenant: tenantScope(db, contextHere()) }
        }, requirement)
        return { resolve: scope }
      },
    })
}

export type MultiappPlugin<D extends Declaration> = ReturnType<typeof multiapp<D>>

/** Marks the routes that use the plugin. */
export const pluginInUse: Requirement = { name: 'plugin', key: 'plugin', check: () => {} }

function only(value: true, name: string, requirement: Requirement): Requirement {
  // A value that is computed may be anything: a guard that is on sometimes is a hole.
  if (value !== true) throw new TypeError(`${name}: write true, or leave it out`)
  return requirement
}
