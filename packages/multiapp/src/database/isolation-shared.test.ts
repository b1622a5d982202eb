import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { createTestDatabase, type TestDatabase } from '@repo/devdb/testing'
import postgres, { type Sql } from 'postgres'
import { createDatabase, type Database } from './database.ts'
import { sqlState } from './database-error.ts'
import { isolationMigration } from './isolation-contract.ts'
import { passwordOf } from './roles.ts'

// A test for each line of "What every role of a PostgreSQL server shares" in docs/security.md: it is no more than that.
setDefaultTimeout(20_000)

const roleSecret = 'a secret of the tests, the same for all'
const prepared = { migrations: [isolationMigration], finish: async () => {} }

let own: TestDatabase
let database: Database
let admin: Sql
beforeAll(async () => {
  own = await createTestDatabase()
  admin = postgres(own.url, { max: 2, onnotice() {} })
  database = createDatabase({ url: own.url, roleSecret })
  for (const slug of ['mine', 'theirs']) await database.prepare(slug, prepared)
})
afterAll(async () => {
  await database.close()
  await admin.end()
  await own.drop()
})

const sqlOf = (slug: 'mine' | 'theirs') => database.forApp(slug, {}).sql
const stateOf = (query: PromiseLike<unknown>) => Promise.resolve(query).then(() => 'no error', sqlState)

function logIn(role: string, url = own.url): Sql {
  return postgres(url, { username: role, password: passwordOf(role, roleSecret), max: 1, onnotice() {} })
}

describe('catalogs', () => {
  test('show names, sources, sizes and estimates of another app, and none of its values', async () => {
    await admin`ANALYZE app_theirs.things`
    const sql = sqlOf('mine')
    const columns =
      await sql`SELECT attname FROM pg_attribute JOIN pg_class c ON c.oid = attrelid JOIN pg_namespace n ON n.oid = relnamespace
        WHERE nspname = 'app_theirs' AND relname = 'things' AND attnum > 0 ORDER BY attnum`
    expect(columns.map(({ attname }) => attname)).toEqual(['id', 'word'])
    const [seen] = await sql`SELECT pg_get_viewdef(c.oid) AS view, t.reltuples::int AS estimate,
        pg_total_relation_size(t.oid)::int AS bytes, p.prosrc AS source
      FROM pg_namespace n JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = 'words'
        JOIN pg_class t ON t.relnamespace = n.oid AND t.relname = 'things'
        JOIN pg_proc p ON p.pronamespace = n.oid AND p.proname = 'all_words' WHERE nspname = 'app_theirs'`
    expect(seen).toEqual({
      view: expect.stringContaining('SELECT word'),
      estimate: 1,
      bytes: expect.any(Number),
      source: 'SELECT word FROM things',
    })
    expect(await sql`SELECT 1 FROM pg_roles WHERE rolname = 'app_theirs'`).toHaveLength(1)
    expect(await admin`SELECT 1 FROM pg_stats WHERE schemaname = 'app_theirs'`).not.toHaveLength(0)
    expect(await sql`SELECT 1 FROM pg_stats WHERE schemaname = 'app_theirs'`).toHaveLength(0)
  })

  test('show who is connected, and not what another app runs or from where', async () => {
    await using other = await database.forApp('theirs', {}).reserve()
    const [self] = await other.sql`SELECT pg_backend_pid() AS pid, 'secret' AS word`
    const rows = await sqlOf('mine')`
      SELECT usename, query, client_addr, state FROM pg_stat_activity WHERE pid = ${self?.pid}`
    expect([...rows]).toEqual([
      { usename: 'app_theirs', query: '<insufficient privilege>', client_addr: null, state: null },
    ])
  })
})

describe('NOTIFY', () => {
  test("reaches another app's listener, with what the sender has put in and no more", async () => {
    await using listener = closing(logIn('app_theirs'))
    const { promise: heard, resolve } = Promise.withResolvers<string>()
    await listener.sql.listen('changes', resolve)
    await sqlOf('mine')`SELECT pg_notify('changes', 'things:1')`
    expect(await heard).toBe('things:1')
    expect([...(await sqlOf('mine')`SELECT pg_listening_channels()`)]).toEqual([])
  })

  test('does not reach another database', async () => {
    await using elsewhere = await createTestDatabase()
    await using listener = closing(postgres(elsewhere.url, { max: 1, onnotice() {} }))
    const heard: string[] = []
    await listener.sql.listen('changes', (payload) => heard.push(payload))
    await sqlOf('mine')`SELECT pg_notify('changes', 'from mine')`
    await listener.sql`SELECT pg_notify('changes', 'from here')`
    while (heard.length === 0) await Bun.sleep(5)
    expect(heard).toEqual(['from here'])
  })
})

describe('advisory locks', () => {
  test('keep a start waiting, pg_locks says who holds them, and the start goes on after that', async () => {
    await using holder = await database.forApp('mine', {}).reserve()
    await holder.sql`SELECT pg_advisory_lock(hashtextextended('multiapp:app_theirs', 0))`
    let isPrepared = false
    const preparing = database.prepare('theirs', prepared).then(() => {
      isPrepared = true
    })
    await Bun.sleep(150)
    expect(isPrepared).toBe(false)
    const [held] = await admin`SELECT usename FROM pg_locks JOIN pg_stat_activity USING (pid)
      WHERE locktype = 'advisory' AND granted AND pg_stat_activity.datname = current_database()`
    expect(held?.usename).toBe('app_mine')
    const waiting = await admin`SELECT 1 FROM pg_stat_activity
      WHERE application_name = 'multiapp migrate theirs' AND datname = current_database()`
    expect(waiting).toHaveLength(1)
    holder.release()
    await preparing
  })

  test('are not released by another app', async () => {
    await using holder = await database.forApp('theirs', {}).reserve()
    await holder.sql`SELECT pg_advisory_lock(1)`
    const [row] = await sqlOf('mine')`SELECT pg_advisory_unlock(1) AS done, pg_try_advisory_lock(1) AS taken`
    expect(row).toEqual({ done: false, taken: false })
  })
})

describe('large objects', () => {
  test('may be made, and are seen by number; another app may not read, write or remove them', async () => {
    const [made] = await sqlOf('theirs')`SELECT lo_from_bytea(0, 'secret'::bytea) AS oid`
    const oid = Number(made?.oid)
    const sql = sqlOf('mine')
    expect(await sql`SELECT 1 FROM pg_largeobject_metadata WHERE oid = ${oid}`).toHaveLength(1)
    for (const attempt of [`lo_get(${oid})`, `lo_put(${oid}, 0, 'x')`, `lo_unlink(${oid})`]) {
      expect(await stateOf(sql.unsafe(`SELECT ${attempt}`))).toBe('42501')
    }
    expect(await stateOf(sql.unsafe(`BEGIN; SELECT lo_open(${oid}, 262144)`))).toBe('42501')
    await sql`ROLLBACK`
  })

  test('are forbidden by revoking the three functions that make them', async () => {
    const functions = 'lo_create(oid), lo_creat(int), lo_from_bytea(oid, bytea)'
    await admin.unsafe(`REVOKE EXECUTE ON FUNCTION ${functions} FROM PUBLIC`)
    for (const attempt of ['lo_create(0)', 'lo_creat(-1)', "lo_from_bytea(0, '')"]) {
      expect(await stateOf(sqlOf('mine').unsafe(`SELECT ${attempt}`))).toBe('42501')
    }
    await admin.unsafe(`GRANT EXECUTE ON FUNCTION ${functions} TO PUBLIC`)
  })
})

describe('other databases of the server', () => {
  test('take the login of any role, which may do nothing there that was not granted there', async () => {
    await using elsewhere = await createTestDatabase()
    const setup = postgres(elsewhere.url, { max: 1, onnotice() {} })
    await setup`CREATE TABLE public.things (word text)`
    await setup.end()
    await using visitor = closing(logIn('app_mine', elsewhere.url))
    const { sql } = visitor
    expect([...(await sql`SELECT current_user::text AS role`)]).toEqual([{ role: 'app_mine' }])
    for (const attempt of [
      'SELECT * FROM public.things',
      'CREATE TABLE public.more ()',
      'CREATE SCHEMA more',
    ]) {
      expect(await stateOf(sql.unsafe(attempt))).toBe('42501')
    }
  })

  test('let a role in as its namesake, unless a prefix of roles tells them apart', async () => {
    await using alike = await createTestDatabase()
    await using apart = await createTestDatabase()
    for (const [{ url }, rolePrefix, outcome] of [
      [alike, '', 'no error'],
      [apart, 'apart_', '42501'],
    ] as const) {
      const host = createDatabase({ url, roleSecret, rolePrefix })
      await host.prepare('mine', prepared)
      await host.close()
      await using visitor = closing(logIn('app_mine', url))
      expect(await stateOf(visitor.sql`SELECT word FROM app_mine.things`)).toBe(outcome)
    }
  })
})

describe('the server', () => {
  test('gives a role so many connections and statements so much time', async () => {
    const [limits] = await sqlOf(
      'mine',
    )`SELECT rolconnlimit, current_setting('statement_timeout') AS statement,
      current_setting('idle_in_transaction_session_timeout') AS idle FROM pg_roles WHERE rolname = current_user`
    expect(limits).toEqual({ rolconnlimit: 200, statement: '30s', idle: '30s' })
    await admin`ALTER ROLE app_theirs CONNECTION LIMIT 0`
    await using refused = closing(logIn('app_theirs'))
    expect(await stateOf(refused.sql`SELECT 1`)).toBe('53300')
    await database.prepare('theirs', prepared)
    await using taken = closing(logIn('app_theirs'))
    expect(await stateOf(taken.sql`SELECT 1`)).toBe('no error')
  })
})

function closing(sql: Sql): AsyncDisposable & { sql: Sql } {
  return { sql, [Symbol.asyncDispose]: () => sql.end() }
}
