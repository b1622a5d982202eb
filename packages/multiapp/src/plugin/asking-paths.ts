import type { AnyElysia } from 'elysia'
import { guardsOf, type RouteHooks, usesPlugin } from './door.ts'

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'ALL', 'WS']

/**
 * Says of a path whether it may matter who asks for it; undefined if that matters nowhere in the app. It does not for files,
 * pages and descriptions, to which a browser sends its cookies too: looking those up would be for nothing.
 */
export function createAskingPaths(elysia: AnyElysia): ((path: string) => boolean) | undefined {
  const routes = elysia.router.history.map(({ path, hooks }) => ({ path, isAsking: isAsking(hooks) }))
  const asking = new Set(routes.filter((route) => route.isAsking).map(({ path }) => path))
  if (asking.size === 0) return undefined
  const isOpen = (path: string) =>
    [path, twinOf(path)].every((spelling) => !asking.has(spelling) && !hasPattern(elysia, spelling))
  const open = new Set(routes.map(({ path }) => path).filter((path) => !/[:*]/.test(path) && isOpen(path)))
  return (path) => !open.has(path)
}

function isAsking(hooks: unknown): boolean {
  const own = hooks as RouteHooks | undefined // Elysia's own lists, by another name
  return usesPlugin(own) || guardsOf(own).length > 0
}

// Elysia answers both spellings.
function twinOf(path: string): string {
  return path.endsWith('/') ? path.slice(0, -1) : `${path}/`
}

// A route with parameters that takes this path too, by another method.
function hasPattern(elysia: AnyElysia, path: string): boolean {
  return methods.some((method) => elysia.router.http.find(method, path) !== null)
}
