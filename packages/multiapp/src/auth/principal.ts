import type { AppContext } from '../app/app-context.ts'
import type { Declaration } from '../app/declaration.ts'
import type { AppClaims } from './claims.ts'

/** Who asks: claims as an app understands them. */
export interface Principal<D extends Declaration = Declaration> {
  readonly id: string
  /** `user`, `service`, … */
  readonly type: string
  readonly email: string | null
  readonly name: string | null
  readonly organizationId: string | null
  readonly organizationSlug: string | null
  /** A role that the app declares; a claim of any other is no role. */
  readonly role: D['role'] | null
  /** The role's and the token's own, of those that the app declares. */
  readonly permissions: ReadonlySet<D['permission']>
  readonly scopes: readonly string[]
  /** The client that asks for the principal. */
  readonly clientId: string | null
  /** Opens no guard by itself. */
  readonly isPlatformAdmin: boolean
  /** Another issuer's id of the principal. */
  readonly federationId: string | null
}

type Granting<D extends Declaration> = Pick<AppContext<D>, 'roles' | 'permissions'>

/** The principal of these claims in an app with these roles. */
export function toPrincipal<D extends Declaration>(app: Granting<D>, claims: AppClaims): Principal<D> {
  const role = isRole(app, claims.role) ? claims.role : null
  return Object.freeze({
    id: claims.pid,
    type: claims.pty ?? 'user',
    email: claims.email ?? null,
    name: claims.name ?? null,
    organizationId: claims.org_id ?? null,
    organizationSlug: claims.org_slug ?? null,
    role,
    permissions: permissionsOf(app, role, claims.perms ?? none),
    scopes: claims.scp ? Object.freeze([...claims.scp]) : none,
    clientId: claims.azp ?? null,
    isPlatformAdmin: claims.platform_admin ?? false,
    federationId: claims.federation_id ?? null,
  })
}

function isRole<D extends Declaration>(app: Granting<D>, role: string | undefined): role is D['role'] {
  return role !== undefined && Object.hasOwn(app.roles, role)
}

const none: readonly string[] = Object.freeze([])
const ofRoles = new WeakMap<object, Map<string | null, ReadonlySet<string>>>()

// Most tokens grant nothing of their own: what a role grants is made once, and shared.
function permissionsOf<D extends Declaration>(
  app: Granting<D>,
  role: D['role'] | null,
  own: readonly string[],
): ReadonlySet<D['permission']> {
  if (own.length > 0) return granted(app, role, own)
  const known = ofRoles.get(app) ?? new Map<string | null, ReadonlySet<D['permission']>>()
  ofRoles.set(app, known)
  const found = known.get(role) ?? granted(app, role, none)
  known.set(role, found)
  return found as ReadonlySet<D['permission']> // made for this app
}

function granted<D extends Declaration>(
  { roles, permissions }: Granting<D>,
  role: D['role'] | null,
  own: readonly string[],
): ReadonlySet<D['permission']> {
  const names = new Set<string>([...(role === null ? [] : roles[role]), ...own])
  // A token's own '*' is no permission: only a role that is declared so has all.
  const hasAll = role !== null && roles[role].includes('*')
  return new FixedSet([...permissions].filter((permission) => hasAll || names.has(permission)))
}

/** A set that stays as it was made: every request of a token sees the same. */
class FixedSet<T> extends Set<T> {
  constructor(values: readonly T[]) {
    super()
    for (const value of values) super.add(value)
  }
  override add(): never {
    throw new TypeError('permissions are read, not written')
  }
  override delete(): never {
    throw new TypeError('permissions are read, not written')
  }
  override clear(): never {
    throw new TypeError('permissions are read, not written')
  }
}
