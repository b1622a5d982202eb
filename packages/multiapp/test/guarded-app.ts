import { Elysia, t } from 'elysia'
import { defineApp } from '../src/app/define-app.ts'
import type { AuthDependencies, AuthOptions } from '../src/auth/auth-options.ts'
import type { Tokens } from '../src/auth/tokens.ts'

export const authKeys = { secrets: ['of the tests: 0123456789abcdefghij'] }

const features = ['beta', 'later'] as const
const roles = { owner: ['*'], member: ['thing:read'], guest: [] } as const

/** An app with a route for each way to guard one. `auth` is its own way to learn who asks. */
export function guardedApp(
  slug = 'guarded',
  { auth }: { auth?: (deps: AuthDependencies) => AuthOptions } = {},
) {
  const app = defineApp({ slug, name: 'Guarded', features, roles: { ...roles, writer: ['thing:write'] } })
  let tokens: Tokens | undefined
  /** Which handlers and hooks have run, in their order. */
  const ran: string[] = []
  const backend = app.backend({
    ...(auth && { auth: auth as never }), // of any declaration
    routes: (deps) => {
      tokens = deps.tokens as unknown as Tokens // for subjects of any role
      const noisy = new Elysia({ name: 'noisy' }).macro({
        noisy: (_: true) => ({
          transform: () => void ran.push('noisy transform'),
          resolve: () => {
            ran.push('noisy resolve')
            return { noise: true }
          },
        }),
      })
      const nested = new Elysia({ prefix: '/nested' })
        .use(deps.plugin)
        .resolve(() => {
          ran.push('nested resolve')
          return { nested: true }
        })
        .get('/thing', ({ principal }) => principal.id, { requireAuth: true })
      return new Elysia()
        .use(deps.plugin)
        .use(noisy)
        .onTransform(() => void ran.push('transform'))
        .get('/open', ({ principal, context }) => ({
          principal: principal?.id ?? null,
          authenticated: context.isAuthenticated,
        }))
        .get('/me', ({ principal }) => ({ ...principal, permissions: [...principal.permissions] }), {
          requireAuth: true,
        })
        .get('/items/:id', ({ params, query }) => ({ ...params, ...query }), {
          requireAuth: true,
          params: t.Object({ id: t.Integer() }),
          query: t.Object({ page: t.Integer() }),
        })
        .post('/things', ({ body }) => body, {
          requirePermission: 'thing:write',
          body: t.Object({ name: t.String() }),
        })
        .post('/text', ({ body }) => body, { requireAuth: true, parse: 'text', body: t.String() })
        .post('/raw', async ({ request }) => (await request.arrayBuffer()).byteLength, {
          requireAuth: true,
          parse: 'none',
        })
        .get('/owner', () => 'owner', { requireRole: 'owner' })
        .get('/some-role', () => 'some', { requireRole: ['owner', 'member'] })
        .get('/both', () => 'both', { requirePermission: ['thing:read', 'thing:write'] })
        .get('/either', () => 'either', { requirePermission: { anyOf: ['thing:read', 'thing:write'] } })
        .get('/beta', () => 'beta', { requireFeature: 'beta' })
        .get('/beta-role', () => 'beta', { requireFeature: 'beta', requireRole: 'owner' })
        .get('/organization', ({ principal }) => principal.organizationId, { requireOrganization: true })
        .get('/of-app', ({ app }) => app.slug, { requireApp: true })
        .get(
          '/tenant',
          ({ tenant }) =>
            tenant.run(async (tx) => {
              const [row] = await tx.sql`SELECT current_setting('app.tenant_id') AS tenant,
                current_setting('app.user_id', true) AS "user"`
              return row
            }),
          { rls: true },
        )
        .get('/noisy', () => 'noisy', { noisy: true, requireAuth: true })
        .use(nested)
        .group('/group', (group) => group.get('/thing', () => 'group', { requireAuth: true }))
        .guard({ requireRole: 'owner' }, (inside) =>
          inside.get('/inside', () => 'inside').post('/inside', () => 'inside'),
        )
        .ws('/socket', { requireAuth: true, message: (socket, message) => void socket.send(message) })
        .guard({ requireAuth: true })
        .get('/later', () => 'later')
        .onBeforeHandle(() => void ran.push('handler'))
    },
  })
  return {
    backend,
    ran,
    get tokens(): Tokens {
      if (!tokens) throw new Error('the app is not registered yet')
      return tokens
    },
  }
}
