import { pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { Elysia } from 'elysia'
import { defineApp } from '../src/app/define-app.ts'
import { appContract } from '../src/testing/index.ts'

// `bun test ./test/broken-app.ts`: an app that breaks every promise of `appContract`.

const things = pgTable('things', {
  id: uuid().primaryKey(),
  organizationId: uuid('organization_id'),
  notMigrated: text('not_migrated'),
})
const app = defineApp({ slug: 'broken', name: 'Broken', tables: { things }, roles: { owner: ['*'] } })
let starts = 0

appContract(
  app.backend({
    migrations: [
      { version: 1, name: 'things', up: 'CREATE TABLE things (id uuid PRIMARY KEY, organization_id uuid)' },
    ],
    routes: (deps) =>
      new Elysia()
        .onRequest(async ({ request }) => {
          if (request.url.endsWith('/no/such/address/in/any/app'))
            return new Response('not in broken', { status: 404 })
          if (!request.url.endsWith('/things')) return
          await request.text()
          return new Response('come in')
        })
        .use(deps.plugin)
        .get('/api/info', () => ({ slug: 'another' }))
        .get('/health', () => ({ status: 'fine' }))
        .post('/things', () => 'made', {
          requireRole: 'owner',
          detail: { responses: { 200: { description: 'made', content: 'of text' as never } } }, // no content
        }),
    async onRegister({ db }) {
      starts++
      // The third host of each mode is the one that may prepare nothing.
      if (starts % 4 === 3) throw new Error('no right to start')
      await db.sql`INSERT INTO things (id) VALUES (gen_random_uuid())`
    },
    onShutdown() {
      throw new Error('no end')
    },
  }),
)
