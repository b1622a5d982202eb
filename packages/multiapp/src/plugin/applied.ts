import { Elysia } from 'elysia'
import { requirementsOf } from './requirement.ts'

const guards = [
  'requireAuth',
  'requireOrganization',
  'requireRole',
  'requirePermission',
  'requireFeature',
  'requireApp',
  'allowAnonymous',
  'rls',
]

interface Hooks {
  resolve?: unknown
  beforeHandle?: unknown
  [name: string]: unknown
}
type ApplyMacro = (this: unknown, hooks: Hooks, ...rest: unknown[]) => void

const done = Symbol.for('@repo/multiapp/refuse-unapplied')

/**
 * Makes Elysia refuse a route whose guard it would pass over in silence: one that is declared before the plugin is used, or
 * behind a macro that returns nothing, which ends the loop over all that follow. Throws where the route is declared.
 */
export function refuseUnapplied(): void {
  const prototype = Elysia.prototype as unknown as { applyMacro: ApplyMacro; [done]?: true } // private in its types
  if (prototype[done]) return
  if (typeof prototype.applyMacro !== 'function')
    throw new TypeError('this version of Elysia is not the one that is pinned')
  const { applyMacro } = prototype
  prototype.applyMacro = function (hooks, ...rest) {
    const wanted = guards.filter((name) => Object.hasOwn(hooks, name))
    applyMacro.call(this, hooks, ...rest)
    if (wanted.length === 0) return
    const applied = requirementsOf([hooks.resolve ?? [], hooks.beforeHandle ?? []].flat()).map(
      ({ name }) => name,
    )
    const missing = wanted.filter((name) => Object.hasOwn(hooks, name) && !applied.includes(name))
    if (missing.length > 0) {
      throw new TypeError(
        `${missing.join(', ')}: this route would have no guard. Put .use(deps.plugin) before it, and before the guard no macro that returns nothing`,
      )
    }
  }
  prototype[done] = true
}
