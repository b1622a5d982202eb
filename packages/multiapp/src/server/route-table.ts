import type { RouteGuard } from '../plugin/route-guard.ts'
import { align } from './align.ts'
import type { RegisteredApp, RegisteredRoute } from './registered-app.ts'

/** The routes of apps, with what guards each: a line a route, for people. */
export function routeTable(apps: readonly RegisteredApp[]): string {
  const routes = apps.flatMap(({ slug, routes }) => routes.map((route) => ({ app: slug, ...route })))
  const hasTags = routes.some(({ tags }) => tags.length > 0)
  const rows = routes.map((route) => [
    route.app,
    route.method,
    route.path,
    toText(route),
    ...(hasTags ? [route.tags.join(', ')] : []),
  ])
  return align([['APP', 'METHOD', 'PATH', 'GUARDS', ...(hasTags ? ['TAGS'] : [])], ...rows]).join('\n')
}

// Whoever passes one of these is somebody.
const implyAuth = new Set(['requireOrganization', 'requireRole', 'requirePermission', 'rls'])

function toText({ guards, missingFeatures }: RegisteredRoute): string {
  const isImplied = guards.some(({ name }) => implyAuth.has(name))
  const shown = guards.filter(({ name }) => name !== 'requireAuth' || !isImplied)
  const off = new Set(missingFeatures)
  return shown.map((guard) => guardText(guard, off)).join(', ') || 'public'
}

function guardText({ name, rule }: RouteGuard, off: ReadonlySet<string>): string {
  const kind = name.replace('require', '').toLowerCase()
  if (!rule) return kind
  const mark = (each: string) => (name === 'requireFeature' && off.has(each) ? `${each} (off)` : each)
  const listed = 'anyOf' in rule ? rule.anyOf.map(mark).join(' | ') : rule.allOf.map(mark).join(' + ')
  return `${kind} ${listed}`
}
