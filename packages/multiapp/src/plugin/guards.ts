import type { RequestContext } from '../app/request-context.ts'
import { notAuthenticated } from '../auth/refusal.ts'
import { AppError } from '../errors/app-error.ts'
import type { NameRule, Requirement } from './requirement.ts'

/** One name, several of which any will do (`anyOf`), or several that are all needed (`allOf`). */
export type Names<Name extends string> =
  | Name
  | readonly [Name, ...Name[]]
  | { readonly anyOf: readonly [Name, ...Name[]] }
  | { readonly allOf: readonly [Name, ...Name[]] }

/** Somebody asks. */
export function authenticationRequired(): Requirement {
  return { name: 'requireAuth', key: 'requireAuth', check: assertAuthenticated }
}

/** Somebody asks who acts for an organization. */
export function organizationRequired(): Requirement {
  const name = 'requireOrganization'
  return { name, key: name, check: (context) => void organizationOf(context) }
}

/** Somebody asks who has the role: of several, one of them. */
export function roleRequired(names: Names<string>): Requirement {
  const rule = readNames('requireRole', names, 'anyOf')
  return {
    name: 'requireRole',
    key: keyOf('requireRole', rule),
    rule,
    check(context) {
      const { role } = assertAuthenticated(context)
      if (!holds(rule, (name) => role === name)) throw forbidden('this needs another role')
    },
  }
}

/** Somebody asks who has the permission: of several, all of them. */
export function permissionRequired(names: Names<string>): Requirement {
  const rule = readNames('requirePermission', names, 'allOf')
  return {
    name: 'requirePermission',
    key: keyOf('requirePermission', rule),
    rule,
    check(context) {
      const permissions: ReadonlySet<string> = assertAuthenticated(context).permissions
      if (!holds(rule, (name) => permissions.has(name))) throw forbidden('this needs another permission')
    },
  }
}

/** The app has the feature on: of several, all of them. */
export function featureRequired(names: Names<string>): Requirement {
  const rule = readNames('requireFeature', names, 'allOf')
  return {
    name: 'requireFeature',
    key: keyOf('requireFeature', rule),
    rule,
    check(context) {
      const features: ReadonlySet<string> | undefined = context.app?.features
      if (!holds(rule, (name) => features?.has(name) ?? false)) throw new AppError('FEATURE_NOT_ENABLED')
    },
  }
}

/** The request is for an app, of several one of them. */
export function appRequired(slugs: true | Names<string>): Requirement {
  const rule = slugs === true ? undefined : readNames('requireApp', slugs, 'anyOf')
  return {
    name: 'requireApp',
    key: keyOf('requireApp', rule),
    rule,
    check({ app }) {
      if (!app) throw new AppError('NO_APP_CONTEXT')
      if (rule && !holds(rule, (name) => app.slug === name)) throw new AppError('NOT_FOUND')
    },
  }
}

/** The organization of whoever asks. Throws NOT_AUTHENTICATED or FORBIDDEN. */
export function organizationOf(context: RequestContext): string {
  const { organizationId } = assertAuthenticated(context)
  if (organizationId === null) throw forbidden('this needs an organization')
  return organizationId
}

/** Whoever asks. Throws NOT_AUTHENTICATED, or what its credentials were refused with. */
export function assertAuthenticated(context: RequestContext) {
  const { principal } = context
  if (principal === null) throw context.refusal ?? notAuthenticated('no credentials')
  return principal
}

function readNames(guard: string, names: Names<string>, several: 'anyOf' | 'allOf'): NameRule {
  const rule = toRule(names, several)
  const listed = namesOf(rule)
  // What no name is demanded of would let everybody in.
  if (!Array.isArray(listed) || listed.length === 0) throw new TypeError(`${guard}: name at least one`)
  return rule
}

function toRule(names: Names<string>, several: 'anyOf' | 'allOf'): NameRule {
  if (typeof names === 'string') return { allOf: [names] }
  if ('anyOf' in names || 'allOf' in names) return names
  return several === 'anyOf' ? { anyOf: names } : { allOf: names }
}

/** All that the rule names. */
export function namesOf(rule: NameRule): readonly string[] {
  return 'anyOf' in rule ? rule.anyOf : rule.allOf
}

function keyOf(guard: string, rule: NameRule | undefined): string {
  return `${guard} ${JSON.stringify(rule ?? true)}`
}

export function holds(rule: NameRule, has: (name: string) => boolean): boolean {
  return 'anyOf' in rule ? rule.anyOf.some(has) : rule.allOf.every(has)
}

function forbidden(message: string): AppError {
  return new AppError('FORBIDDEN', { message })
}
