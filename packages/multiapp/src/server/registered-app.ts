import type { MountedApp } from './entry.ts'

/** What a server says of an app it serves. */
export interface RegisteredApp {
  slug: string
  name: string
  schema: string
  features: string[]
  /** The app's own routes, without what the server adds. */
  routes: { method: string; path: string }[]
}

export function describeApp({ context, elysia }: MountedApp): RegisteredApp {
  const { slug, name, schema, features } = context
  const routes = elysia.routes
    .filter(({ path }) => path !== '/openapi' && !path.startsWith('/openapi/'))
    .map(({ method, path }) => ({ method, path }))
  return { slug, name, schema, features: [...features], routes }
}
