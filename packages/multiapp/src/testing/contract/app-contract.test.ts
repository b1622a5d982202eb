import { expect, setDefaultTimeout, test } from 'bun:test'
import { join } from 'node:path'
import { pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { Elysia, t } from 'elysia'
import { defineApp } from '../../app/define-app.ts'
import { tenantPolicy } from '../../database/policy.ts'
import { appInfo } from '../../plugin/app-info.ts'
import { appContract } from './app-contract.ts'

// One test runs others in a process of its own.
setDefaultTimeout(30_000)

const things = pgTable(
  'things',
  { id: uuid().primaryKey(), organizationId: uuid('organization_id'), name: text() },
  (table) => [tenantPolicy(table.organizationId)],
).enableRLS()

const app = defineApp({
  slug: 'every-kind',
  name: 'Every kind of route',
  tables: { things },
  features: ['beta'],
  roles: { owner: ['*'], member: ['thing:read'] },
})
const withName = { body: t.Object({ name: t.String() }) }

appContract(
  app.backend({
    migrations: [
      {
        version: 1,
        name: 'things',
        up: `CREATE TABLE things (id uuid PRIMARY KEY, organization_id uuid, name text);
          ALTER TABLE things ENABLE ROW LEVEL SECURITY;
          CREATE POLICY things_tenant ON things
            USING (organization_id = nullif(current_setting('app.tenant_id', true), '')::uuid)`,
      },
    ],
    routes: (deps) =>
      new Elysia()
        .use(deps.plugin)
        .use(appInfo(deps))
        .get('/open', () => 'open')
        .get('/things', ({ tenant }) => tenant.run((tx) => tx.select().from(things)), { rls: true })
        .get('/things/:id', ({ params }) => params, {
          requireRole: 'owner',
          params: t.Object({ id: t.Integer() }),
        })
        .get('/optional/:id?', ({ params }) => params, { requireAuth: true })
        .get('/files/*', ({ params }) => params, { requireAuth: true })
        .get('/things.csv', () => 'id', { requirePermission: 'thing:read' })
        .get('/hidden', () => 'hidden', { requireAuth: true, detail: { hide: true } })
        .get('/beta', () => 'beta', { requireFeature: 'beta', requireAuth: true })
        .post('/things', ({ body }) => body, { ...withName, requireOrganization: true })
        .post('/text', ({ body }) => body, { parse: 'text', body: t.String(), requireAuth: true })
        .post('/raw', ({ request }) => request.arrayBuffer(), { parse: 'none', requireAuth: true })
        .put('/things/:id', ({ body }) => body, { ...withName, requireAuth: true })
        .delete('/things/:id', () => {}, { response: { 204: t.Void() }, requireAuth: true })
        .all('/any', () => 'any', { requireAuth: true })
        .all('/any-open', () => 'any')
        .ws('/socket', { requireAuth: true, message: () => {} }),
  }),
)

test('an app that keeps none of it fails every test', async () => {
  const broken = join(import.meta.dir, '../../../test/broken-app.ts')
  const run = Bun.spawn([process.execPath, 'test', broken], { stdout: 'ignore', stderr: 'pipe' })
  const lines = (await new Response(run.stderr).text()).split('\n')
  expect(lines.filter((line) => line.startsWith('(pass)'))).toEqual([])
  expect(lines.filter((line) => line.startsWith('(fail)')).length).toBeGreaterThanOrEqual(22)
})
