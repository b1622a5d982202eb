import { pgTable, text } from 'drizzle-orm/pg-core'
import { Elysia, t } from 'elysia'
import { defineApp } from './define-app.ts'

const things = pgTable('things', { id: text().primaryKey() })
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
