import type { AnyElysia } from 'elysia'
import { guardsOf, type RouteHooks, usesPlugin } from './door.ts'

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'ALL', 'WS']

/**
 * The paths that only routes answer which do not use the plugin, and so do not ask who it is that asks: files, pages,
 * descriptions. A browser sends its cookies along to them too, and looking those up would be for nothing.
 */
export function openPaths(elysia: AnyElysia): ReadonlySet<string> {
  const asking = new Set<string>()
  const open = new Set<string>()
  for (const { path, hooks } of elysia.router.history) {
    const own = hooks as RouteHooks | undefined // Elysia's own lists, by another name
    if (usesPlugin(own) || guardsOf(own).length > 0) asking.add(path)
    else if (!/[:*]/.test(path)) open.add(path)
  }
  const isOpen = (path: string) => {
    const twin = path.endsWith('/') ? path.slice(0, -1) : `${path}/`
    return [path, twin].every((spelling) => !asking.has(spelling) && !hasPattern(elysia, spelling))
  }
  return new Set([...open].filter(isOpen))
}

// A route with parameters that takes this path too, by another method.
function hasPattern(elysia: AnyElysia, path: string): boolean {
  return methods.some((method) => elysia.router.http.find(method, path) !== null)
}
