import { describe, expect } from 'bun:test'
import type { Sql } from 'postgres'
import type { AppDatabase } from './app-database.ts'
import { sqlState } from './database-error.ts'
import { definitions, serverStatements, uses } from './isolation-attempts.ts'
import { rolesOf } from './roles.ts'

type App = AppDatabase<Record<never, never>>

export interface IsolationContract {
  test: (name: string, fn: () => Promise<void>) => void
  /** Of the two apps, whose migration is `isolationMigration`. */
  slugs: readonly [mine: string, theirs: string]
  open(): Promise<{ mine: App; theirs: App }>
}

/** One of everything that an app's schema may hold. */
export const isolationMigration = {
  version: 0,
  name: 'init',
  up: `CREATE TABLE things (id serial PRIMARY KEY, word text);
    INSERT INTO things (word) VALUES ('own');
    CREATE VIEW words AS SELECT word FROM things;
    CREATE MATERIALIZED VIEW kept AS SELECT word FROM things;
    CREATE TYPE colour AS ENUM ('red');
    CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
    CREATE FUNCTION all_words() RETURNS SETOF text LANGUAGE sql SECURITY DEFINER AS 'SELECT word FROM things'`,
}

/** What PostgreSQL promises between two apps, tried from inside the SQL of one. */
export function isolationContract(name: string, { test, slugs, open }: IsolationContract): void {
  const mine = rolesOf(slugs[0])
  const theirs = rolesOf(slugs[1])
  const refuses = (statements: readonly string[]) => {
    for (const statement of statements) {
      test(statement, async () => {
        expect(await stateOf((await open()).mine.sql, statement)).toBe('42501')
      })
    }
  }

  describe(`${name}: the objects of another app, which may itself`, () => {
    for (const use of uses) {
      const statement = use(theirs.schema)
      test(statement, async () => {
        const apps = await open()
        expect(await stateOf(apps.mine.sql, statement)).toBe('42501')
        expect(await stateOf(apps.theirs.sql, statement)).toBe('no error')
      })
    }
  })

  describe(`${name}: the ledger of any app`, () => {
    refuses([`SELECT * FROM ${theirs.schema}.__migrations`, 'SELECT * FROM __migrations'])
    refuses(['DELETE FROM __migrations', `SELECT ${theirs.schema}.__applied_migrations()`])
  })

  describe(`${name}: creating and changing`, () => {
    for (const { schema } of [mine, theirs]) refuses(definitions.map((define) => define(schema)))
    refuses(['CREATE SCHEMA more', 'CREATE TABLE public.more (id int)', 'CREATE EXTENSION citext'])
    refuses([
      'CREATE PUBLICATION more',
      'CREATE FOREIGN DATA WRAPPER more',
      'ALTER SCHEMA public RENAME TO more',
    ])
  })

  describe(`${name}: roles`, () => {
    refuses(
      [theirs.app, theirs.owner, mine.owner, 'postgres'].flatMap((role) => [
        `SET ROLE ${role}`,
        `SET SESSION AUTHORIZATION ${role}`,
        `ALTER ROLE ${role} PASSWORD 'known'`,
        `ALTER ROLE ${role} SET search_path = ${mine.schema}`,
        `GRANT ${role} TO ${mine.app}`,
        `GRANT ${mine.app} TO ${role}`,
        `DROP ROLE ${role}`,
      ]),
    )
    refuses(
      ['SUPERUSER', 'CREATEROLE', 'CREATEDB', 'REPLICATION', 'BYPASSRLS', 'CONNECTION LIMIT -1'].map(
        (attribute) => `ALTER ROLE ${mine.app} ${attribute}`,
      ),
    )
    refuses(['CREATE ROLE more', `GRANT pg_read_all_data TO ${mine.app}`])
    refuses([`ALTER DEFAULT PRIVILEGES FOR ROLE ${mine.owner} GRANT ALL ON TABLES TO PUBLIC`])
  })

  describe(`${name}: the server`, () => {
    refuses(serverStatements)

    test('has no dblink', async () => {
      const { sql } = (await open()).mine
      expect(await stateOf(sql, "SELECT dblink('dbname=postgres', 'SELECT 1')")).toBe('42883')
    })
  })

  test(`${name}: resetting the role, the session or the search_path gains nothing`, async () => {
    const { sql } = (await open()).mine
    const resets = ['RESET ROLE', 'SET ROLE NONE', 'RESET SESSION AUTHORIZATION']
    const path = `SET LOCAL search_path = ${theirs.schema}`
    for (const reset of [...resets, path, 'SET LOCAL row_security = off']) {
      const attempt = (statement: string) => stateOf(sql, `BEGIN; ${reset}; ${statement}`)
      expect(await attempt(`SELECT * FROM ${theirs.schema}.things`)).toBe('42501')
      await sql`ROLLBACK`
    }
    expect(await stateOf(sql, `BEGIN; ${path}; SELECT * FROM things`)).toBe('42P01')
    await sql`ROLLBACK`
  })

  test(`${name}: an app cannot give away what it may do itself`, async () => {
    const apps = await open()
    // PostgreSQL answers with a warning, and grants nothing.
    await apps.mine.sql.unsafe(`GRANT SELECT ON things TO ${theirs.app}`)
    await apps.mine.sql.unsafe(`GRANT USAGE ON SCHEMA ${mine.schema} TO ${theirs.app}`)
    expect(await stateOf(apps.theirs.sql, `SELECT * FROM ${mine.schema}.things`)).toBe('42501')
  })

  test(`${name}: an app cannot end or cancel what another one does`, async () => {
    const apps = await open()
    await using other = await apps.theirs.reserve()
    const [session] = await other.sql`SELECT pg_backend_pid() AS pid`
    for (const end of ['pg_terminate_backend', 'pg_cancel_backend']) {
      expect(await stateOf(apps.mine.sql, `SELECT ${end}(${session?.pid})`)).toBe('42501')
    }
    expect(await other.sql`SELECT 1 AS one`).toHaveLength(1)
  })

  test(`${name}: pg_stat_activity says which app a connection is of`, async () => {
    for (const { sql, schema } of Object.values(await open())) {
      const [row] =
        await sql`SELECT application_name, usename FROM pg_stat_activity WHERE pid = pg_backend_pid()`
      expect(row).toEqual({ application_name: schema, usename: schema })
    }
  })
}

async function stateOf(sql: Sql, statement: string): Promise<string | undefined> {
  return sql.unsafe(statement).then(() => 'no error', sqlState)
}
