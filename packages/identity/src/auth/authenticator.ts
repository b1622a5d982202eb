import {
  type AppContext,
  type Authentication,
  type Authenticator,
  appClaims,
  assertOrigin,
  type Declaration,
  type TokenSubject,
  toPrincipal,
} from '@repo/multiapp'
import type { SessionCookie } from './session-cookie.ts'
import type { SignedIn, SignedInReader } from './signed-in.ts'

export interface SessionAuthenticatorOptions<D extends Declaration> {
  app: AppContext<D>
  cookie: SessionCookie
  people: SignedInReader
  /** Whose pages may change something with the cookie. */
  origins: readonly string[]
  secure: boolean
}

/** Who is signed in by Better Auth's cookie, as the database has it at each request. */
export function sessionAuthenticator<D extends Declaration>(
  options: SessionAuthenticatorOptions<D>,
): Authenticator<D> {
  const { app, cookie, people, origins, secure } = options
  return {
    name: 'identity',
    scheme: { type: 'apiKey', in: 'cookie', name: cookie.name },
    authenticate(request) {
      const token = cookie.read(request.headers)
      if (token === undefined) return undefined
      assertOrigin(request, { origins, secure })
      return people.byToken(token).then((found) => toAuthentication(app, found))
    },
  }
}

function toAuthentication<D extends Declaration>(app: AppContext<D>, found: SignedIn): Authentication<D> {
  const { id, email, name, organizationId, organizationSlug, role } = toSubject<D>(found)
  const claims = appClaims(
    {
      pid: id,
      pty: 'user',
      ...(email !== undefined && { email }),
      ...(name !== undefined && { name }),
      ...(organizationId !== undefined && { org_id: organizationId }),
      ...(organizationSlug !== undefined && { org_slug: organizationSlug }),
      ...(role !== undefined && { role }),
    },
    app,
  )
  return { claims, principal: toPrincipal(app, claims) }
}

/** Whom a session's tokens are for. */
export function toSubject<D extends Declaration>(found: SignedIn): TokenSubject<D> {
  const { userId, email, name, organizationId, organizationSlug, role } = found
  return {
    id: userId,
    email,
    // As much of it as a claim holds.
    name: name.slice(0, 255).toWellFormed(),
    ...(organizationId !== null && { organizationId }),
    ...(organizationSlug !== null && { organizationSlug }),
    ...(role !== null && { role: role as D['role'] }), // one that is not declared any more is none to `toPrincipal`
  }
}
