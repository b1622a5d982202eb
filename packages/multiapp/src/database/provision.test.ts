import { describe, expect, setDefaultTimeout, test } from 'bun:test'
import { createTestDatabase } from '@repo/devdb/testing'
import postgres from 'postgres'
import { createDatabase } from './database.ts'
import { sqlState } from './database-error.ts'

setDefaultTimeout(20_000)

const roleSecret = 'a secret of the tests, the same for all'
const prepared = { migrations: [], finish: async () => {} }
const stateOf = (query: PromiseLike<unknown>) => Promise.resolve(query).then(() => 'no error', sqlState)

async function start() {
  const own = await createTestDatabase()
  const admin = postgres(own.url, { max: 1, onnotice() {} })
  const database = createDatabase({ url: own.url, roleSecret })
  return {
    own,
    admin,
    database,
    async [Symbol.asyncDispose]() {
      await database.close()
      await admin.end()
      await own.drop()
    },
  }
}

const toMake = [
  'CREATE TABLE public.more (id int)',
  'CREATE TEMP TABLE more (id int)',
  "CREATE FUNCTION pg_temp.more() RETURNS int LANGUAGE sql AS 'SELECT 1'",
]

describe('provisioning as the owner of the database', () => {
  test.concurrent('lets apps make nothing in public and nothing temporary, also where the database had allowed it', async () => {
    await using host = await start()
    await host.admin`GRANT CREATE ON SCHEMA public TO PUBLIC`
    await host.database.prepare('closed', prepared)
    const { sql } = host.database.forApp('closed', {})
    for (const statement of toMake) expect(await stateOf(sql.unsafe(statement))).toBe('42501')
  })

  test.concurrent('leaves migrations an UNLOGGED table for a while, and no temporary one', async () => {
    await using host = await start()
    const migrate = (kind: string) => ({
      version: 0,
      name: 'fill',
      up: `CREATE ${kind} TABLE more (id int); DROP TABLE more`,
    })
    const preparing = host.database.prepare('filled', { ...prepared, migrations: [migrate('TEMP')] })
    expect(await preparing.then(String, ({ code }) => code)).toBe('MIGRATION_FAILED')
    const applied = await host.database.prepare('filled', { ...prepared, migrations: [migrate('UNLOGGED')] })
    expect(applied).toHaveLength(1)
  })

  test.concurrent('leaves a grant to a role of its own, and writes nothing once it is done', async () => {
    await using host = await start()
    await host.database.prepare('granted', prepared)
    await host.admin.unsafe(`GRANT TEMPORARY ON DATABASE ${host.own.name} TO app_granted`)
    const versions = () => host.admin`SELECT d.xmin AS database, n.xmin AS public
      FROM pg_database d, pg_namespace n WHERE datname = current_database() AND nspname = 'public'`
    const before = [...(await versions())]
    await host.database.prepare('granted', prepared)
    expect([...(await versions())]).toEqual(before)
    const { sql } = host.database.forApp('granted', {})
    expect(await stateOf(sql.unsafe('CREATE TEMP TABLE more (id int)'))).toBe('no error')
    await host.admin.unsafe(`REVOKE ALL ON DATABASE ${host.own.name} FROM app_granted`)
  })
})

describe('dropping an app', () => {
  test.concurrent('ends its sessions and removes its large objects, and so its roles', async () => {
    await using host = await start()
    await host.database.prepare('heavy', prepared)
    const elsewhere = createDatabase({ url: host.own.url, roleSecret })
    const { sql } = elsewhere.forApp('heavy', {})
    await sql`SELECT lo_from_bytea(0, 'text'::bytea)`
    const open = sql`SELECT pg_sleep(20)`.then(() => 'no error', sqlState)
    while (
      (await host.admin`SELECT 1 FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(20)%'`).length === 0
    )
      await Bun.sleep(5)
    await host.database.dropSchema('heavy')
    expect(await open).toBe('DATABASE_UNAVAILABLE')
    const left = await host.admin`SELECT rolname AS name FROM pg_roles WHERE rolname LIKE '%app\\_heavy'
      UNION ALL SELECT oid::text FROM pg_largeobject_metadata`
    expect([...left]).toEqual([])
    await elsewhere.close()
  })
})
