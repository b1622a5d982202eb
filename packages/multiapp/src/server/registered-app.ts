import type { InternalRoute } from 'elysia'
import { guardsOf } from '../plugin/door.ts'
import { missingFeatures, type RouteGuard } from '../plugin/route-guard.ts'
import type { MountedApp } from './entry.ts'

/** What a server says of an app it serves. */
export interface RegisteredApp {
  slug: string
  name: string
  schema: string
  features: string[]
  /** The app's own routes, without what the server adds. */
  routes: RegisteredRoute[]
}

export interface RegisteredRoute {
  /** `WS` is a socket's, `ALL` any method. */
  method: string
  path: string
  /** What is demanded before anything of a request is read, the app's own demands of all routes included. None: anybody passes. */
  guards: RouteGuard[]
  /** The features that are off, for want of which nobody passes. */
  missingFeatures: string[]
  /** As the API description groups it. */
  tags: string[]
  /** Whether the API description leaves it out. */
  isHidden: boolean
}

export function describeApp({ context, elysia }: MountedApp): RegisteredApp {
  const { slug, name, schema, features } = context
  const routes = elysia.routes
    .filter(({ path }) => path !== '/openapi' && !path.startsWith('/openapi/'))
    .map((route) => describeRoute(route, (feature) => features.has(feature)))
  return { slug, name, schema, features: [...features], routes }
}

function describeRoute(
  { method, path, hooks }: InternalRoute,
  isOn: (feature: string) => boolean,
): RegisteredRoute {
  const guards = guardsOf(hooks)
  const tags: string[] = hooks?.detail?.tags ?? []
  return {
    method,
    path,
    guards: [...guards],
    missingFeatures: missingFeatures(guards, isOn),
    tags: [...tags],
    isHidden: hooks?.detail?.hide ?? false,
  }
}
