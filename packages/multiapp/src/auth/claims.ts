import { type Static, Type } from '@sinclair/typebox'

/** What an authenticated request carries, under the names that go over the wire. */
export const AppClaims = Type.Object({
  /** The principal's id. */
  pid: Type.String(),
  /** `user`, `service`, … */
  pty: Type.Optional(Type.String()),
  email: Type.Optional(Type.String()),
  name: Type.Optional(Type.String()),
  org_id: Type.Optional(Type.String()),
  org_slug: Type.Optional(Type.String()),
  role: Type.Optional(Type.String()),
  /** The client the token was issued to (OpenID Connect Core, section 2). */
  azp: Type.Optional(Type.String()),
  scp: Type.Optional(Type.Array(Type.String())),
  perms: Type.Optional(Type.Array(Type.String())),
  platform_admin: Type.Optional(Type.Boolean()),
  federation_id: Type.Optional(Type.String()),
  app_id: Type.Optional(Type.String()),
  app_slug: Type.Optional(Type.String()),
})
export type AppClaims = Static<typeof AppClaims>
