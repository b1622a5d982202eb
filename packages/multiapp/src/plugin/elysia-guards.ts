import { Elysia } from 'elysia'
import { type Requirement, requirementsOf } from './requirement.ts'

const guardNames = [
  'requireAuth',
  'requireOrganization',
  'requireRole',
  'requirePermission',
  'requireFeature',
  'requireApp',
  'allowAnonymous',
  'rls',
]

type Hooks = Record<string, unknown>
type Macro = ((value: unknown) => unknown) | object

/** What is used here of Elysia's own, of which its types say less. */
interface Internals {
  extender: { macro: Record<string, Macro> }
  event: { beforeHandle?: unknown }
  router: {
    history: { method: string; path: string; handler: unknown; hooks?: { beforeHandle?: unknown } }[]
  }
}
interface Prototype {
  add(
    this: Internals,
    method: string,
    path: string,
    handler: unknown,
    hooks?: Hooks,
    ...rest: unknown[]
  ): void
  guard(this: Internals, hooks: unknown, ...rest: unknown[]): unknown
  group(this: Internals, path: string, hooks: unknown, ...rest: unknown[]): unknown
  applyMacro(this: Internals, hooks: Hooks, own?: Hooks, state?: { iteration?: number }): void
  use(this: Internals, plugin: unknown, ...rest: unknown[]): unknown
  [done]?: true
}

const done = Symbol.for('@repo/multiapp/elysia-guards')

/**
 * Makes Elysia keep every guard that it is given, or refuse the route: it would pass over one in silence that is declared
 * before the plugin is used, that stands behind a macro which returns nothing, or whose instance has the name of another.
 */
export function keepGuards(): void {
  const prototype = Elysia.prototype as unknown as Prototype // some of it is private in its types
  if (prototype[done]) return
  prototype[done] = true
  copyOptions(prototype)
  applyEveryMacro(prototype)
  useEveryGuard(prototype)
}

// Elysia writes what macros give into the options that it was handed: an object that two routes share would carry the
// guards of one app into another.
function copyOptions(prototype: Prototype): void {
  const { add, guard, group } = prototype
  prototype.add = function (method, path, handler, hooks, ...rest) {
    return add.call(this, method, path, handler, copyOf(hooks), ...rest)
  }
  prototype.guard = function (hooks, ...rest) {
    return guard.call(this, copyOf(hooks), ...rest)
  }
  prototype.group = function (path, hooks, ...rest) {
    return group.call(this, path, copyOf(hooks), ...rest)
  }
}

function copyOf<T>(hooks: T): T {
  if (hooks === null || typeof hooks !== 'object') return hooks
  const copies = Object.entries(hooks).map(([name, value]) => [
    name,
    Array.isArray(value) ? [...value] : value,
  ])
  return Object.fromEntries(copies)
}

// A macro that returns nothing, and an object as a macro that is given false, would end the loop over all that follow.
function applyEveryMacro(prototype: Prototype): void {
  const { applyMacro } = prototype
  if (typeof applyMacro !== 'function')
    throw new TypeError('this version of Elysia is not the one that is pinned')
  prototype.applyMacro = function (hooks, own = hooks, state = {}) {
    const wanted = state.iteration ? [] : guardNames.filter((name) => Object.hasOwn(hooks, name))
    const { macro } = this.extender
    this.extender.macro = Object.fromEntries(Object.entries(macro).map(([name, one]) => [name, goingOn(one)]))
    try {
      applyMacro.call(this, hooks, own, state)
    } finally {
      this.extender.macro = macro
    }
    if (!state.iteration) dropLeftOvers(hooks, macro)
    const applied = requirementsOf([hooks.resolve ?? [], hooks.beforeHandle ?? []].flat()).map(
      ({ name }) => name,
    )
    const missing = wanted.filter((name) => !applied.includes(name))
    if (missing.length > 0) {
      throw new TypeError(
        `${missing.join(', ')}: this route would have no guard. Put .use(deps.plugin) before it, and give no macro of your own this name`,
      )
    }
  }
}

// Elysia takes options for none at all if the first of them that is set is false.
function dropLeftOvers(hooks: Hooks, macros: Record<string, Macro>): void {
  for (const name of Object.keys(hooks)) if (!hooks[name] || name in macros) delete hooks[name]
}

function goingOn(macro: Macro): Macro {
  if (typeof macro === 'function') return (value) => macro(value) || {}
  return (value: unknown) => (value === false ? {} : macro)
}

// Of two instances with one name, Elysia takes the hooks of the first alone.
function useEveryGuard(prototype: Prototype): void {
  const { use } = prototype
  prototype.use = function (plugin, ...rest) {
    const result = use.call(this, plugin, ...rest)
    if (plugin instanceof Elysia) {
      const used = plugin as unknown as Internals // as above
      for (const route of used.router.history) {
        const kept = this.router.history.find((candidate) => isSame(candidate, route))
        if (kept) assertKept(route.hooks?.beforeHandle, kept.hooks?.beforeHandle, route.path)
      }
      assertKept(reaching(used.event.beforeHandle), this.event.beforeHandle, 'what follows')
    }
    return result
  }
}

type Route = Internals['router']['history'][number]

function isSame(kept: Route, given: Route): boolean {
  return kept.handler === given.handler && kept.method === given.method && kept.path.endsWith(given.path)
}

function assertKept(given: unknown, kept: unknown, path: string): void {
  const keys = new Set(requirementsOf(kept).map(({ key }) => key))
  const lost = requirementsOf(given).find(({ key }) => !keys.has(key))
  if (lost) throw lostGuard(lost, path)
}

function lostGuard({ name }: Requirement, path: string): TypeError {
  return new TypeError(
    `${name}: ${path} would have no guard, because two Elysia instances have the same name: give each one of its own`,
  )
}

/** The hooks that a plugin gives to whoever uses it. */
function reaching(hooks: unknown): unknown[] {
  return [hooks ?? []].flat().filter((hook) => {
    return typeof hook === 'object' && hook !== null && 'scope' in hook && hook.scope !== 'local'
  })
}
