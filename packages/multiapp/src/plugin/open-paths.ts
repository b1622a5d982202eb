import type { AnyElysia } from 'elysia'
import { type RouteHooks, usesPlugin } from './door.ts'

/**
 * The paths without parameters of which no route asks who it is that asks: files, pages, descriptions. A browser sends
 * its cookies along to them too, and looking those up would be for nothing.
 */
export function openPaths(elysia: AnyElysia): ReadonlySet<string> {
  const asking = new Set<string>()
  const open = new Set<string>()
  for (const { path, hooks } of elysia.router.history) {
    if (usesPlugin(hooks as RouteHooks | undefined))
      asking.add(path) // Elysia's own lists, by another name
    else if (!/[:*]/.test(path)) open.add(path)
  }
  return open.difference(asking)
}
