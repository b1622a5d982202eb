import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { getTableConfig, integer, pgTable, uuid } from 'drizzle-orm/pg-core'
import { type OpenDatabase, openDatabase } from '../../test/open-database.ts'
import type { AppDatabase } from './app-database.ts'
import { sqlState } from './database-error.ts'
import { tenantPolicy } from './policy.ts'
import { verifyRls } from './verify-rls.ts'

const things = pgTable(
  'things',
  { id: integer().notNull(), tenantId: uuid('tenant_id').notNull() },
  (table) => [tenantPolicy(table.tenantId)],
)
const tables = { things }
const policy = `CREATE POLICY tenant ON things USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
  WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)`
const init = {
  version: 0,
  name: 'init',
  up: `CREATE TABLE things (id int NOT NULL, tenant_id uuid NOT NULL);
    ALTER TABLE things ENABLE ROW LEVEL SECURITY;
    ${policy};
    CREATE VIEW safe WITH (security_invoker = true) AS SELECT * FROM things;
    CREATE VIEW unsafe AS SELECT * FROM things;
    CREATE TABLE forgotten (id int, organization_id uuid);
    CREATE TABLE shut (id int, tenant_id uuid);
    ALTER TABLE shut ENABLE ROW LEVEL SECURITY;
    CREATE TABLE shared (id int, tenant_id uuid);
    CREATE TABLE plain (id int)`,
}
const ann = crypto.randomUUID()
const bob = crypto.randomUUID()

let own: OpenDatabase
let db: AppDatabase<typeof tables>
beforeAll(async () => {
  own = await openDatabase({ maxConnectionsPerApp: 2 })
  await own.prepare(['rls'], [init])
  db = own.database.forApp('rls', tables)
  for (const [id, tenantId] of [ann, ann, bob].entries()) {
    await db.asTenant({ tenantId }, (tx) => tx.insert(things).values({ id, tenantId }))
  }
})
afterAll(() => own[Symbol.asyncDispose]())

const stateOf = (run: PromiseLike<unknown>) => Promise.resolve(run).then(() => 'no error', sqlState)

describe('row-level security', () => {
  test('shows a tenant its rows and no others, through Drizzle, sql and views', async () => {
    expect(await db.asTenant({ tenantId: ann }, (tx) => tx.select().from(things))).toHaveLength(2)
    expect(await db.asTenant({ tenantId: bob }, (tx) => tx.query.things.findMany())).toHaveLength(1)
    expect(await db.asTenant({ tenantId: bob }, async (tx) => tx.sql`SELECT * FROM safe`)).toHaveLength(1)
  })

  test('refuses to write a row for another tenant, and to take one over', async () => {
    const insert = db.asTenant({ tenantId: ann }, (tx) => tx.insert(things).values({ id: 9, tenantId: bob }))
    expect(await stateOf(insert)).toBe('42501')
    const update = db.asTenant({ tenantId: ann }, (tx) => tx.update(things).set({ tenantId: bob }))
    expect(await stateOf(update)).toBe('42501')
    const foreign = await db.asTenant(
      { tenantId: ann },
      async (tx) => tx.sql`DELETE FROM things WHERE tenant_id = ${bob} RETURNING 1`,
    )
    expect(foreign).toHaveLength(0)
  })

  test('without a tenant there are no rows and no inserts, and never an error of a cast (22P02)', async () => {
    // Twice on each connection, also after a transaction has set the tenant there: it is then the empty string.
    for (let round = 0; round < 6; round++) expect(await db.select().from(things)).toHaveLength(0)
    expect(await stateOf(db.insert(things).values({ id: 9, tenantId: ann }))).toBe('42501')
  })

  test('a tenant ends with its transaction, however that ends', async () => {
    await db.asTenant({ tenantId: ann }, async () => Promise.reject(new Error('no'))).catch(() => {})
    const settings = await Promise.all(
      Array.from({ length: 4 }, () => db.sql`SELECT current_setting('app.tenant_id', true) AS tenant`),
    )
    expect(settings.every(([row]) => !row?.tenant)).toBe(true)
  })

  test('interleaved tenants never see each other', async () => {
    const asked = Array.from({ length: 300 }, (_, index) => (index % 2 ? ann : bob))
    const seen = await Promise.all(
      asked.map((tenantId) =>
        db.asTenant({ tenantId }, (tx) => tx.select({ tenantId: things.tenantId }).from(things)),
      ),
    )
    expect(
      seen.every((rows, index) => rows.length > 0 && rows.every(({ tenantId }) => tenantId === asked[index])),
    ).toBe(true)
  })

  test.each(["x'; RESET ROLE; --", '', 'null', '00000000-0000-0000-0000-00000000000'])(
    'refuses "%s" as a tenant',
    async (tenantId) => {
      expect(db.asTenant({ tenantId }, async () => 'never')).rejects.toThrow(
        'asTenant: tenantId is not a UUID',
      )
    },
  )

  test('sees the user beside the tenant', async () => {
    const userId = crypto.randomUUID()
    const [row] = await db.asTenant(
      { tenantId: ann, userId },
      async (tx) => tx.sql`SELECT current_setting('app.user_id') AS "user"`,
    )
    expect(row?.user).toBe(userId)
  })
})

test('tenantPolicy is a policy that drizzle-kit generates', () => {
  expect(getTableConfig(things).policies.map(({ name }) => name)).toEqual(['tenant'])
})

test('verifyRls names the tables and views that do not keep tenants apart, but for those declared exempt', async () => {
  const holes = await verifyRls(db.sql, { exempt: ['shared'] })
  expect(holes.map(({ table }) => table)).toEqual(['forgotten', 'shut', 'unsafe'])
  expect(holes.find(({ table }) => table === 'unsafe')?.reason).toContain('security_invoker')
})

test('an explicit transaction that is left is rolled back, and one that commits stays', async () => {
  const count = async () => (await db.asTenant({ tenantId: bob }, (tx) => tx.select().from(things))).length
  const before = await count()
  {
    await using tx = await db.begin()
    await tx.sql.unsafe(`SET LOCAL app.tenant_id = '${bob}'`)
    await tx.db.insert(things).values({ id: 20, tenantId: bob })
  }
  expect(await count()).toBe(before)
  await using tx = await db.begin({ isolationLevel: 'repeatable read' })
  await tx.sql.unsafe(`SET LOCAL app.tenant_id = '${bob}'`)
  await tx.db.insert(things).values({ id: 21, tenantId: bob })
  await tx.commit()
  expect(await count()).toBe(before + 1)
})

test('a reserved connection keeps its settings, and nobody gets it afterwards', async () => {
  {
    await using own = await db.reserve()
    await own.sql`SET statement_timeout = '7s'`
    const [row] = await own.sql`SHOW statement_timeout`
    expect(row?.statement_timeout).toBe('7s')
  }
  const timeouts = await Promise.all(Array.from({ length: 4 }, () => db.sql`SHOW statement_timeout`))
  expect(timeouts.map(([row]) => row?.statement_timeout)).toEqual(['30s', '30s', '30s', '30s'])
})
