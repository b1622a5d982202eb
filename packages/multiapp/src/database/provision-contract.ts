import { describe, expect } from 'bun:test'
import type { TestDatabase } from '@repo/devdb/testing'
import postgres, { type Sql } from 'postgres'
import { createDatabase, type Database } from './database.ts'
import { sqlState } from './database-error.ts'
import { isolationMigration } from './isolation-contract.ts'
import { dropAndPrepareTogether, provisionTogether, roleSecret } from './provision-together.ts'

export interface ProvisionContract {
  test: (name: string, fn: () => Promise<void>) => void
  /** A fresh database, of whose server `url` is a superuser's. */
  create(): Promise<TestDatabase>
  /** Whether CREATEROLE reaches roles that somebody else has made: before PostgreSQL 16 it does. */
  reachesAll: boolean
}

const prepared = { migrations: [isolationMigration], finish: async () => {} }

/** What an admin can do who is no superuser and owns nothing: CREATEROLE, and CREATE on the database. */
export function provisionContract(name: string, { test, create, reachesAll }: ProvisionContract): void {
  const withHost = (title: string, run: (host: Host) => Promise<void>) =>
    test(title, async () => {
      await using host = await startHost(await create())
      await run(host)
    })

  describe(`${name}, by an admin who is no superuser`, () => {
    withHost('prepares apps, and prepares them again', async ({ database }) => {
      for (let start = 0; start < 2; start++) {
        for (const slug of ['limited-a', 'limited-b']) {
          const applied = await database.prepare(slug, prepared)
          expect(applied).toHaveLength(start === 0 ? 1 : 0)
        }
      }
      const { sql, schema } = database.forApp('limited-a', {})
      expect([...(await sql`SELECT word, current_schema() AS schema FROM things`)]).toEqual([
        { word: 'own', schema },
      ])
      expect(await database.listSchemas()).toEqual(['app_limited_a', 'app_limited_b'])
      expect(await database.schemaSize('limited-a')).toBeGreaterThan(0)
    })

    withHost('takes back what a role has changed of itself', async ({ own, database, url }) => {
      await database.prepare('limited-c', prepared)
      const { sql } = database.forApp('limited-c', {})
      await sql.unsafe("ALTER ROLE app_limited_c PASSWORD 'guessable'")
      await sql.unsafe(`ALTER ROLE app_limited_c IN DATABASE ${own.name} SET search_path = public`)
      await database.prepare('limited-c', prepared)
      const fresh = createDatabase({ url, roleSecret })
      const rows = await fresh.forApp('limited-c', {}).sql`SELECT word FROM things`
      await fresh.close()
      expect(rows).toHaveLength(1)
    })

    withHost('leaves nothing of an app that cannot start', async ({ database, remains }) => {
      const finish = async () => Promise.reject(new Error('no'))
      const failure = await database.prepare('limited-d', { ...prepared, finish }).catch((error) => error)
      expect(failure).toMatchObject({ message: 'no' })
      expect(await remains('limited_d')).toEqual([])
    })

    withHost(
      'drops an app with its sessions, large objects and roles',
      async ({ url, database, remains }) => {
        await database.prepare('limited-e', prepared)
        const elsewhere = createDatabase({ url, roleSecret })
        const { sql } = elsewhere.forApp('limited-e', {})
        await sql`SELECT lo_from_bytea(0, 'text'::bytea)`
        const transaction = await elsewhere.forApp('limited-e', {}).begin()
        await transaction.sql`SELECT * FROM things`
        await database.dropSchema('limited-e')
        expect(await transaction.commit().then(() => 'committed', sqlState)).toBe('TRANSACTION_LOST')
        await elsewhere.close()
        expect(await remains('limited_e')).toEqual([])
      },
    )

    withHost('keeps a role that another database uses', async ({ database, remains }) => {
      await using second = await startHost(await create())
      for (const host of [database, second.database]) await host.prepare('limited-f', prepared)
      await database.dropSchema('limited-f')
      const { sql } = second.database.forApp('limited-f', {})
      expect(await sql`SELECT word FROM things`).toHaveLength(1)
      await second.database.dropSchema('limited-f')
      expect(await remains('limited_f')).toEqual([])
    })

    withHost('leaves temporary tables, which no other app can read', async ({ database }) => {
      for (const slug of ['limited-a', 'limited-b']) await database.prepare(slug, prepared)
      await using session = await database.forApp('limited-a', {}).reserve()
      await session.sql`CREATE TEMP TABLE kept AS SELECT 1 AS one`
      const [made] = await session.sql`SELECT pg_my_temp_schema()::regnamespace::text AS schema`
      const other = database.forApp('limited-b', {}).sql.unsafe(`SELECT * FROM ${made?.schema}.kept`)
      expect(await other.then(() => 'no error', sqlState)).toBe('42501')
    })

    withHost('takes them from apps where it owns the database, and public too', async (host) => {
      const { own, superuser, database } = host
      await superuser.unsafe(
        `ALTER DATABASE ${own.name} OWNER TO limited_admin; GRANT CREATE ON SCHEMA public TO PUBLIC`,
      )
      await database.prepare('limited-a', prepared)
      const { sql } = database.forApp('limited-a', {})
      for (const statement of ['CREATE TEMP TABLE more ()', 'CREATE TABLE public.more ()']) {
        expect(await sql.unsafe(statement).then(() => 'no error', sqlState)).toBe('42501')
      }
    })

    withHost(
      `${reachesAll ? 'takes' : 'is told that it cannot take'} an app that another admin has made`,
      async (host) => {
        const { own, database } = host
        await using second = await create()
        const maker = createDatabase({ url: second.url, roleSecret })
        await maker.prepare('limited-foreign', prepared)
        const outcome = await database.prepare('limited-foreign', prepared).then(() => 'prepared', String)
        if (reachesAll) expect(outcome).toBe('prepared')
        else
          expect(outcome).toContain(
            '"GRANT owner_app_limited_foreign, app_limited_foreign TO <admin> WITH ADMIN OPTION"',
          )
        const cleaner = createDatabase({ url: own.url, roleSecret })
        if (reachesAll) await cleaner.dropSchema('limited-foreign')
        await maker.dropSchema('limited-foreign')
        await Promise.all([maker.close(), cleaner.close()])
      },
    )

    withHost('ten hosts at once', async ({ url }) => {
      await provisionTogether([url], { hosts: 10, slugs: ['limited-g', 'limited-h', 'limited-i'] })
    })

    withHost('two databases at once', async ({ url }) => {
      await using second = await startHost(await create())
      const slugs = ['limited-j', 'limited-k', 'limited-l']
      await provisionTogether([url, second.url], { hosts: 3, slugs })
      for (const slug of slugs) await second.database.dropSchema(slug)
      for (let round = 0; round < 5; round++) await dropAndPrepareTogether([second.url, url], slugs)
    })
  })
}

/** The connection string of an admin who has no more rights than it takes: one for each server. */
export async function limitedUrl(own: TestDatabase): Promise<string> {
  const superuser = postgres(own.url, { max: 1, onnotice() {} })
  await superuser.unsafe(`
    DO $$ BEGIN
      IF to_regrole('limited_admin') IS NULL THEN CREATE ROLE limited_admin LOGIN CREATEROLE PASSWORD 'limited'; END IF;
    END $$;
    GRANT CREATE ON DATABASE ${own.name} TO limited_admin`)
  await superuser.end()
  return Object.assign(new URL(own.url), { username: 'limited_admin', password: 'limited' }).href
}

interface Host extends AsyncDisposable {
  own: TestDatabase
  superuser: Sql
  /** The limited admin's. */
  url: string
  database: Database
  /** The roles, schemas and large objects of an app that exist. */
  remains(name: string): Promise<string[]>
}

async function startHost(own: TestDatabase): Promise<Host> {
  const url = await limitedUrl(own)
  const database = createDatabase({ url, roleSecret })
  const superuser = postgres(own.url, { max: 1, onnotice() {} })
  return {
    own,
    superuser,
    url,
    database,
    async remains(name) {
      const rows = await superuser`SELECT rolname AS name FROM pg_roles WHERE rolname LIKE ${`%app_${name}`}
        UNION ALL SELECT nspname FROM pg_namespace WHERE nspname = ${`app_${name}`}
        UNION ALL SELECT oid::text FROM pg_largeobject_metadata`
      return rows.map((row) => String(row.name))
    },
    async [Symbol.asyncDispose]() {
      await database.close()
      await superuser.end()
      await own.drop()
    },
  }
}
