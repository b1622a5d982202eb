import { Elysia, t } from 'elysia'
import type { acmeStoreApp } from '../app.ts'

const Me = t.Object({
  id: t.String(),
  email: t.Nullable(t.String()),
  name: t.Nullable(t.String()),
  organizationId: t.Nullable(t.String()),
  role: t.Nullable(t.String()),
  permissions: t.Array(t.String()),
  app: t.String({ description: 'its slug' }),
})

/** Who asks, from the credentials alone. */
export const me = ({ plugin }: typeof acmeStoreApp.deps) =>
  new Elysia({ name: 'me' }).use(plugin).get(
    '/api/me',
    ({ app, principal: { id, email, name, organizationId, role, permissions } }) => ({
      id,
      email,
      name,
      organizationId,
      role,
      permissions: [...permissions].sort(),
      app: app.slug,
    }),
    { requireAuth: true, response: Me },
  )
