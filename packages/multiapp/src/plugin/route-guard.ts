import { holds, namesOf } from './guards.ts'
import type { NameRule, Requirement } from './requirement.ts'

/** What a route demands of a request, as it is told to people and programs. */
export interface RouteGuard {
  /** The macro's name, as `requirePermission`. */
  name: string
  /** Where it goes by names: any one of these, or all of them. */
  rule?: NameRule
}

export function toRouteGuard({ name, rule }: Requirement): RouteGuard {
  return { name, ...(rule && { rule }) }
}

/** The features for want of which the guards let nobody pass. */
export function missingFeatures(guards: readonly RouteGuard[], isOn: (feature: string) => boolean): string[] {
  const closed = guards.flatMap(({ name, rule }) =>
    name === 'requireFeature' && rule && !holds(rule, isOn) ? [rule] : [],
  )
  return [...new Set(closed.flatMap(namesOf))].filter((feature) => !isOn(feature))
}
