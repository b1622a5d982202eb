import { afterAll, beforeAll, expect, test } from 'bun:test'
import { integer, pgTable, uuid } from 'drizzle-orm/pg-core'
import postgres from 'postgres'
import { createOwnDatabase, type OwnDatabase } from '../../test/own-database.ts'
import type { Database } from './database.ts'
import { sqlState } from './database-error.ts'
import { tenantPolicy } from './policy.ts'
import { verifyRls } from './verify-rls.ts'

const things = pgTable(
  'things',
  { id: integer().notNull(), tenantId: uuid('tenant_id').notNull() },
  (table) => [tenantPolicy(table.tenantId)],
)
const init = {
  version: 0,
  name: 'init',
  up: `CREATE TABLE things (id int NOT NULL, tenant_id uuid NOT NULL);
    ALTER TABLE things ENABLE ROW LEVEL SECURITY;
    CREATE POLICY tenant ON things USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)`,
}
const plain = { version: 0, name: 'init', up: 'CREATE TABLE plain (id int)' }

let own: OwnDatabase
let database: Database
beforeAll(async () => {
  own = await createOwnDatabase()
  database = own.open({ dedicated: own.url, superuser: own.superuserUrl })
})
afterAll(() => own[Symbol.asyncDispose]())

const stateOf = (run: PromiseLike<unknown>) => Promise.resolve(run).then(() => 'no error', sqlState)

test('policies hold for the role though it owns the tables, from the migration on that makes them', async () => {
  const open = { version: 1, name: 'open', up: 'ALTER TABLE things NO FORCE ROW LEVEL SECURITY' }
  const broken = { version: 2, name: 'broken', up: 'SELECT 1/0' }
  await database.prepare('dedicated', { migrations: [init] })
  const db = database.forApp('dedicated', { things })
  const [tenantId, other] = [crypto.randomUUID(), crypto.randomUUID()]
  await db.asTenant({ tenantId }, (tx) => tx.insert(things).values({ id: 1, tenantId }))
  const look = async () => [
    (await db.select().from(things)).length,
    (await db.asTenant({ tenantId: other }, (tx) => tx.select().from(things))).length,
    (await db.asTenant({ tenantId }, (tx) => tx.select().from(things))).length,
  ]
  expect(await look()).toEqual([0, 0, 1])
  expect(await stateOf(db.insert(things).values({ id: 2, tenantId }))).toBe('42501')
  const failed = database.prepare('dedicated', { migrations: [init, open, broken] })
  expect(await failed.catch(({ message }) => message)).toContain('division by zero')
  expect(await look()).toEqual([0, 0, 1])
})

test('a migration that policies would hide rows from fails, and says so', async () => {
  const update = { version: 1, name: 'update', up: 'UPDATE things SET id = 2' }
  const migrations = [{ ...init, up: `${init.up}; INSERT INTO things VALUES (1, gen_random_uuid())` }, update]
  const database = own.open({ hidden: own.url })
  const refused = await database.prepare('hidden', { migrations, keepsApplied: true }).catch((error) => error)
  expect(refused.message).toContain(
    '0001_update failed: query would be affected by row-level security policy',
  )
  const explicit = { ...update, up: `ALTER TABLE things NO FORCE ROW LEVEL SECURITY; ${update.up}` }
  expect(
    await database.prepare('hidden', { migrations: [...migrations.slice(0, 1), explicit] }),
  ).toHaveLength(1)
  expect(await database.forApp('hidden', {}).sql`SELECT 1 FROM things`).toHaveLength(0)
})

test('verifyRls and a start name the tables that policies do not hold for', async () => {
  await database.prepare('dedicated', { migrations: [init], keepsApplied: true }).catch(() => {})
  const { sql } = database.forApp('dedicated', {})
  const owner = postgres(own.url, { max: 1, onnotice() {} })
  await owner`ALTER TABLE app_dedicated.things NO FORCE ROW LEVEL SECURITY`
  expect(await verifyRls(sql)).toEqual([
    {
      table: 'things',
      reason: 'its policies do not hold for its owner, which the app is: FORCE ROW LEVEL SECURITY',
    },
  ])
  expect(await database.unreadyReason('dedicated', [init])).toContain('row-level security does not hold')
  await owner.end()
  await database.withOwner('heal', 'dedicated', async (session, { closing = '' }) => session.unsafe(closing))
  expect(await verifyRls(sql)).toEqual([])
})

test('a superuser, for whom no policy holds, is refused where there are policies, and leaves nothing', async () => {
  const refused = await database.prepare('superuser', { migrations: [init] }).catch((error) => error)
  expect(refused.message).toMatch(/^app "superuser": row-level security does not hold for role \w+ on things/)
  expect(await own.admin`SELECT 1 FROM pg_namespace WHERE nspname = 'app_superuser'`).toHaveLength(0)
  expect(await database.prepare('superuser', { migrations: [plain] })).toHaveLength(1)
})

test('a table that has deferred checks waiting is put under its policies too', async () => {
  const up = `CREATE TABLE owners (id int PRIMARY KEY);
    CREATE TABLE held (id int REFERENCES owners DEFERRABLE INITIALLY DEFERRED, tenant_id uuid);
    INSERT INTO held VALUES (1); INSERT INTO owners VALUES (1); ALTER TABLE owners ENABLE ROW LEVEL SECURITY;
    SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE held ENABLE ROW LEVEL SECURITY; SET CONSTRAINTS ALL DEFERRED;
    ALTER TABLE held NO FORCE ROW LEVEL SECURITY; INSERT INTO held VALUES (1)`
  const database = own.open({ held: own.url })
  expect(await database.prepare('held', { migrations: [{ version: 0, name: 'held', up }] })).toHaveLength(1)
})
