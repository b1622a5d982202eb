import { type Static, Type } from '@sinclair/typebox'

const name = (description: string) => Type.String({ minLength: 1, maxLength: 255, description })
const names = (description: string) =>
  Type.Array(Type.String({ minLength: 1, maxLength: 255 }), { maxItems: 1000, description })
/** Seconds since 1970 (RFC 7519, NumericDate). TypeBox takes no infinity, which `1e400` becomes. */
const moment = () => Type.Number({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })

/** What an authenticated request carries, under the names that go over the wire. */
export const AppClaims = Type.Object({
  pid: name("the principal's id"),
  pty: Type.Optional(name('`user`, `service`, …')),
  email: Type.Optional(Type.String({ maxLength: 320 })),
  name: Type.Optional(Type.String({ maxLength: 255 })),
  org_id: Type.Optional(name('the organization that row-level security isolates')),
  org_slug: Type.Optional(name('its name in addresses')),
  role: Type.Optional(name('one of the roles that the app declares')),
  azp: Type.Optional(name('the client it was issued to (OpenID Connect Core, section 2)')),
  scp: Type.Optional(names('scopes')),
  perms: Type.Optional(names("permissions beyond the role's")),
  platform_admin: Type.Optional(Type.Boolean()),
  federation_id: Type.Optional(name("another issuer's id of the principal")),
  app_id: Type.Optional(name('the app it is for')),
  app_slug: Type.Optional(name('the slug of that app')),
  type: Type.Optional(Type.Union([Type.Literal('access'), Type.Literal('refresh')])),
  family: Type.Optional(name('what all tokens of one sign-in share')),
  iss: Type.Optional(Type.String()),
  sub: Type.Optional(Type.String()),
  aud: Type.Optional(Type.Union([Type.String(), Type.Array(Type.String())])),
  jti: Type.Optional(name('the id of the token')),
  iat: Type.Optional(moment()),
  nbf: Type.Optional(moment()),
  exp: Type.Optional(moment()),
})
export type AppClaims = Static<typeof AppClaims>

/** Claims bound to an app: what names another app in them is replaced. Without `app` they are bound to none. */
export function appClaims(claims: AppClaims, app?: { id: string; slug: string }): AppClaims {
  const { app_id: _id, app_slug: _slug, ...rest } = claims
  return app ? { ...rest, app_id: app.id, app_slug: app.slug } : rest
}
