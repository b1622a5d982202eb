import { pgEnum, pgTable, pgView, text } from 'drizzle-orm/pg-core'
import { Elysia, t } from 'elysia'
import { defineApp } from './define-app.ts'

const things = pgTable('things', { id: text().primaryKey() })
const kind = pgEnum('kind', ['one', 'two'])
const list = pgView('list').as((query) => query.select().from(things))
const app = defineApp({
  slug: 'typed',
  name: 'Typed',
  tables: { things },
  features: ['comments'],
  settings: t.Object({ pageSize: t.Integer({ default: 20 }) }),
  roles: { owner: ['*'], member: ['thing:read'] },
})

type Deps = typeof app.deps

export const routes = (deps: Deps) =>
  new Elysia().use(deps.plugin).get('/', ({ app, context }) => {
    app.hasFeature('comments')
    // @ts-expect-error: not a declared feature
    app.hasFeature('export')

    const pageSize: number = app.settings.pageSize
    // @ts-expect-error: not a declared setting
    app.settings.pageLength

    context.app?.hasFeature('comments')
    // @ts-expect-error: the context is of the same app
    context.app?.hasFeature('export')

    // @ts-expect-error: settings are read, not written
    app.settings.pageSize = 5
    return pageSize
  })

export const query = ({ db, config }: Deps) => {
  // @ts-expect-error: not a declared table
  void db.query.others
  config.features.has('comments')
  // @ts-expect-error: not a declared feature
  config.features.has('export')
  return db.query.things.findMany()
}

defineApp({ slug: 'open', name: 'Open', tables: { things, kind, list }, rls: { exempt: ['things', 'list'] } })
// @ts-expect-error: not a declared table
defineApp({ slug: 'open', name: 'Open', tables: { things }, rls: { exempt: ['thing'] } })
// @ts-expect-error: an enum is no table
defineApp({ slug: 'open', name: 'Open', tables: { things, kind }, rls: { exempt: ['kind'] } })
// @ts-expect-error: it has no tables
defineApp({ slug: 'open', name: 'Open', rls: { exempt: ['things'] } })

// @ts-expect-error: an app needs a name
defineApp({ slug: 'nameless' })

// @ts-expect-error: a backend needs routes
app.backend({ migrations: [] })

// An app with nothing declared has no features to ask for.
const bare = defineApp({ slug: 'bare', name: 'Bare' })
export const bareRoutes = (deps: typeof bare.deps) =>
  new Elysia().use(deps.plugin).get('/', ({ app }) => {
    // @ts-expect-error: it has none
    return app.hasFeature('comments')
  })

export const guarded = (deps: Deps) =>
  new Elysia()
    .use(deps.plugin)
    .get('/open', ({ principal }) => {
      // @ts-expect-error: nobody may be asking
      return principal.id
    })
    .get('/auth', ({ principal }) => principal.id, { requireAuth: true })
    .get('/role', ({ principal }) => principal.role satisfies 'owner' | 'member' | null, {
      requireRole: ['owner', 'member'],
    })
    .get('/permission', ({ principal }) => principal.permissions.has('thing:read'), {
      requirePermission: 'thing:read',
    })
    .get('/feature', () => 'x', { requireFeature: { anyOf: ['comments'] } })
    .get('/organization', ({ principal }) => principal.organizationId, { requireOrganization: true })
    .get('/rls', ({ tenant }) => tenant.run((tx) => tx.query.things.findMany()), { rls: true })
    .ws('/socket', { requireAuth: true, open: (socket) => void socket.data.principal.id })

export const notGuarded = (deps: Deps) => {
  const app = new Elysia().use(deps.plugin)
  // @ts-expect-error: a guard is on, or not there
  app.get('/', () => 'x', { requireAuth: false })
  const sometimes: boolean = Math.random() > 0.5
  // @ts-expect-error: a guard is on, or not there
  app.get('/', () => 'x', { requireAuth: sometimes })
  // @ts-expect-error: as above
  app.get('/', () => 'x', { rls: false })
  // @ts-expect-error: not a declared role
  app.get('/', () => 'x', { requireRole: 'admin' })
  // @ts-expect-error: not a declared role
  app.get('/', () => 'x', { requireRole: ['owner', 'admin'] })
  // @ts-expect-error: of no role everybody would have one
  app.get('/', () => 'x', { requireRole: [] })
  // @ts-expect-error: not a declared permission
  app.get('/', () => 'x', { requirePermission: 'thing:write' })
  // @ts-expect-error: what means all is no permission
  app.get('/', () => 'x', { requirePermission: '*' })
  // @ts-expect-error: not a declared feature
  app.get('/', () => 'x', { requireFeature: 'export' })
  // @ts-expect-error: without rls there is no tenant
  app.get('/', ({ tenant }) => tenant, { requireAuth: true })
}

export const subjects = ({ tokens }: Deps) => {
  void tokens.issueAccess({ id: 'x', role: 'owner', permissions: ['thing:read'] })
  // @ts-expect-error: not a declared role
  void tokens.issueAccess({ id: 'x', role: 'admin' })
  // @ts-expect-error: not a declared permission
  void tokens.issueAccess({ id: 'x', permissions: ['*'] })
}
