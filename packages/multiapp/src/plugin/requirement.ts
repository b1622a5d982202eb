import type { RequestContext } from '../app/request-context.ts'

/** Names of which any one will do, or all are needed. */
export type NameRule = { readonly anyOf: readonly string[] } | { readonly allOf: readonly string[] }

/** What a guard demands of a request, from which alone it decides. */
export interface Requirement {
  /** The macro's name. */
  readonly name: string
  /** The same for all that demand the same. */
  readonly key: string
  /** The names that it goes by, as of permissions, where it goes by names. */
  readonly rule?: NameRule | undefined
  /** Throws what the answer is to be. */
  check(context: RequestContext): void
}

const requirements = new WeakMap<object, Requirement>()

/** Marks the hook that a guard leaves in a route, by which the route's guards are found again. */
export function markHook<Hook extends object>(hook: Hook, requirement: Requirement): Hook {
  requirements.set(hook, requirement)
  return hook
}

/** What these hooks demand, in their order; whatever else they are. */
export function requirementsOf(hooks: unknown): Requirement[] {
  return [hooks ?? []].flat().flatMap((hook) => {
    const fn: unknown = typeof hook === 'object' && hook !== null && 'fn' in hook ? hook.fn : hook
    const found = typeof fn === 'function' ? requirements.get(fn) : undefined
    return found ? [found] : []
  })
}
