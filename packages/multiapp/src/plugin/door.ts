import { currentContext } from '../app/current.ts'
import { AppError } from '../errors/app-error.ts'
import { anonymousAllowed } from './anonymous.ts'
import { authenticationRequired } from './guards.ts'
import { type Requirement, requirementsOf } from './requirement.ts'
import { type RouteGuard, toRouteGuard } from './route-guard.ts'
import { tenantRequired } from './tenant.ts'

/** What an app demands of a route that does not say otherwise. */
export interface DoorOptions {
  requireAuth?: boolean
  rls?: boolean
}

/** A route as Elysia keeps it: lists of hooks, which run in their order. */
export interface RouteHooks {
  parse?: RouteHook[]
  transform?: RouteHook[]
  beforeHandle?: RouteHook[]
}
interface RouteHook {
  fn: unknown
  /** Elysia reads it from the function's source, and where that looks like it, makes the whole route wait. */
  isAsync?: boolean
}

const placed = new WeakMap<RouteHooks, readonly RouteGuard[]>()

/** The guards that a route has been given, for those who describe it. */
export function guardsOf(hooks: RouteHooks | undefined): readonly RouteGuard[] {
  return (hooks && placed.get(hooks)) ?? []
}

/** Whether the route uses the plugin, so that it has to be known who asks. */
export function usesPlugin(hooks: RouteHooks | undefined): boolean {
  return (
    requirementsOf(hooks?.transform).length > 0 ||
    demandsOf(hooks).some(({ name }) => name !== anonymousAllowed.name)
  )
}

/**
 * Puts what a route demands in front of everything that it does: of its parsers where it has a body, else of its transform
 * hooks, so that nothing of a request is read before it has passed. The order in which guards were written is no matter.
 */
export function placeDoor(method: string, hooks: RouteHooks | undefined, options: DoorOptions): void {
  if (!hooks) return
  for (const hook of [...(hooks.transform ?? []), ...(hooks.beforeHandle ?? [])]) {
    if (requirementsOf(hook).length > 0) hook.isAsync = false
  }
  const demands = allDemands(hooks, options)
  if (demands.length === 0) return
  placed.set(hooks, [...new Map(demands.map((demand) => [demand.key, toRouteGuard(demand)])).values()])
  const door: RouteHook = { fn: () => check(demands), isAsync: false }
  const parsers = hooks.parse ?? []
  const readsNothing = parsers.length === 0 || parsers[0]?.fn === 'none'
  if (hasBody(method) && !readsNothing) hooks.parse = [door, ...parsers]
  else hooks.transform = [door, ...(hooks.transform ?? [])]
}

const refusals = new WeakSet<AppError>()

/** Whether a guard has thrown this. */
export function isRefusal(error: AppError): boolean {
  return refusals.has(error)
}

/** Whether requests of this method bring a body that is parsed. */
export function hasBody(method: string): boolean {
  return method !== 'GET' && method !== 'HEAD' && method !== 'WS'
}

function demandsOf(hooks: RouteHooks | undefined): Requirement[] {
  return requirementsOf(hooks?.beforeHandle)
}

function allDemands(hooks: RouteHooks, { requireAuth, rls }: DoorOptions): Requirement[] {
  const own = demandsOf(hooks)
  const isOpen = own.some(({ name }) => name === anonymousAllowed.name)
  const demands = [...own, ...(rls && !isOpen ? [tenantRequired()] : [])].filter(
    ({ name }) => name !== anonymousAllowed.name,
  )
  const asksWho = (requireAuth && !isOpen) || demands.some(({ name }) => !anonymous.has(name))
  // Who is nobody is told so first, whatever else is wrong.
  return asksWho ? [authenticationRequired(), ...demands] : demands
}

const anonymous = new Set(['requireFeature', 'requireApp'])

function check(demands: readonly Requirement[]): void {
  const context = currentContext()
  if (!context) throw new AppError('NO_APP_CONTEXT')
  try {
    for (const demand of demands) demand.check(context)
  } catch (error) {
    if (error instanceof AppError) refusals.add(error)
    throw error
  }
}
