import { expect, setDefaultTimeout, test } from 'bun:test'
import { createFixture, type Fixture, until } from '../test/fixture.ts'

// Tests that start processes need more than Bun's 5 s on a busy machine.
setDefaultTimeout(30_000)

const one = { '0000_one.sql': 'CREATE TABLE one (id int);\n' }
const two = { ...one, '0001_two.sql': 'CREATE TABLE two (id int);\n' }
// Sleeps for as long as the database says.
const slow = "SELECT pg_sleep(coalesce(nullif(current_setting('kit.sleep', true), ''), '0')::float8);\n"

async function setSleep({ sql }: Fixture, seconds: number): Promise<void> {
  const [row] = await sql`SELECT current_database() AS name`
  await sql.unsafe(`ALTER DATABASE "${row?.name}" SET kit.sleep = '${seconds}'`)
}

const isSleeping = async ({ sql }: Fixture) =>
  (await sql`SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'`)
    .length > 0

const versions = async ({ sql }: Fixture, schema: string) =>
  (await sql`SELECT version::int FROM ${sql(schema)}.__migrations ORDER BY version`).map(
    ({ version }) => version,
  )

test.concurrent('10 processes that migrate one app together enter each version once, and all succeed', async () => {
  await using fixture = await createFixture({ together: two })
  const { sql } = fixture
  // They start one after another: what holds the app's lock holds all of them until the last is there.
  const holder = await sql.reserve()
  await holder`SELECT pg_advisory_lock(hashtextextended('multiapp:app_together', 0))`
  const all = Array.from({ length: 10 }, () => fixture.kit('db', 'migrate'))
  const wantIt = async () => {
    const found = await sql`SELECT 1 FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'multiapp migrate together'`
    return found.length === 10
  }
  await until('10 processes to want the lock', wantIt, 25)
  await holder`SELECT pg_advisory_unlock_all()`
  holder.release()
  const outcomes = await Promise.all(all)
  expect(outcomes.map(({ code, stderr }) => ({ code, stderr }))).toEqual(
    Array.from({ length: 10 }, () => ({ code: 0, stderr: '' })),
  )
  expect(await versions(fixture, 'app_together')).toEqual([0, 1])
})

test.concurrent('an app does not wait for another; a holder that was killed -9 holds its lock for no longer than a moment', async () => {
  await using fixture = await createFixture({ held: { '0000_slow.sql': slow }, free: one })
  await setSleep(fixture, 60)
  const holder = fixture.start(['db', 'migrate', '--app', 'held'])
  await until('the holder to sleep', () => isSleeping(fixture))
  expect(await fixture.kit('db', 'migrate', '--app', 'free')).toMatchObject({ code: 0, stderr: '' })
  expect(await isSleeping(fixture)).toBe(true)

  holder.child.kill('SIGKILL')
  await setSleep(fixture, 0)
  const start = performance.now()
  expect(await fixture.kit('db', 'migrate', '--app', 'held')).toMatchObject({ code: 0, stderr: '' })
  expect(performance.now() - start).toBeLessThan(5000)
  expect(await versions(fixture, 'app_held')).toEqual([0])
})

test.concurrent('a failure keeps what was applied, --skip-failing goes past it, and the next run goes on from there', async () => {
  const broken = {
    ...one,
    '0001_two.sql': 'SELECT 1/0;\n',
    '0002_three.sql': 'CREATE TABLE three (id int);\n',
  }
  await using fixture = await createFixture({ broken, after: one })
  const stopped = await fixture.kit('db', 'migrate', '--concurrency', '1')
  expect(stopped.code).toBe(1)
  expect(stopped.stderr).toBe('error: app "broken": migration 0001_two failed: division by zero\n')
  expect(stopped.stdout).toContain('not tried after the failure: after; --skip-failing goes on with them')
  expect(await versions(fixture, 'app_broken')).toEqual([0])

  const skipping = await fixture.kit('db', 'migrate', '--concurrency', '1', '--skip-failing')
  expect(skipping.code).toBe(1)
  expect(skipping.stdout).toContain('after: applied 0000_one\n1 of 2 apps are up to date')

  fixture.write('apps/broken/migrations/0001_two.sql', 'SELECT 1;\n')
  expect((await fixture.kit('db', 'migrate', '--dry-run')).stdout).toBe(
    'broken: would apply 0001_two, 0002_three\nafter: up to date\n',
  )
  const resumed = await fixture.kit('db', 'migrate')
  expect(resumed).toMatchObject({ code: 0, stderr: '' })
  expect(resumed.stdout).toContain('broken: applied 0001_two, 0002_three\n')
  expect(await versions(fixture, 'app_broken')).toEqual([0, 1, 2])
})

test.concurrent('CREATE INDEX CONCURRENTLY ends while another process waits for its turn', async () => {
  await using fixture = await createFixture({ indexed: one })
  await fixture.kit('db', 'migrate')
  const index = '-- no-transaction\nCREATE INDEX CONCURRENTLY one_id ON one (id);\n'
  fixture.addApp('indexed', { '0001_index.sql': index })
  const { sql } = fixture
  const writer = await sql.reserve()
  // An open transaction that has written to the table: the index waits for it to end.
  await writer`BEGIN`
  await writer`INSERT INTO app_indexed.one VALUES (1)`
  const both = [fixture.kit('db', 'migrate'), fixture.kit('db', 'migrate')]
  await until('one process to build the index and one to wait', async () => {
    const found = await sql`SELECT query FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'multiapp migrate indexed'`
    return found.length === 2 && found.some(({ query }) => String(query).includes('CONCURRENTLY'))
  })
  await Bun.sleep(150)
  await writer`COMMIT`
  writer.release()
  for (const outcome of await Promise.all(both)) expect(outcome).toMatchObject({ code: 0, stderr: '' })
  expect(
    await sql`SELECT indisvalid AS valid FROM pg_index WHERE indexrelid = 'app_indexed.one_id'::regclass`,
  ).toEqual([{ valid: true }] as never)
})

test.concurrent('a migration outside a transaction that dies is dirty, and what the error says leads on', async () => {
  const outside = `-- no-transaction\nCREATE TABLE half (id int);\n${slow}`
  await using fixture = await createFixture({ dies: { ...one, '0001_half.sql': outside } })
  const { sql } = fixture
  await setSleep(fixture, 60)
  const dying = fixture.kit('db', 'migrate')
  await until('it to sleep', () => isSleeping(fixture))
  await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event = 'PgSleep'`
  expect(await dying).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('app "dies": migration 0001_half failed: '),
  })
  await setSleep(fixture, 0)
  const status = await fixture.kit('db', 'status', '--json', '--check')
  expect(status.code).toBe(1)
  expect(JSON.parse(status.stdout)).toMatchObject([{ dirty: true, drift: false }])

  const refused = await fixture.kit('db', 'migrate')
  expect(refused.code).toBe(1)
  const [, repair = ''] =
    /"(DELETE FROM __migrations WHERE version = 1)" if it is undone/.exec(refused.stderr) ?? []
  await sql.unsafe(`SET search_path = app_dies; DROP TABLE half; ${repair}; RESET search_path`)
  expect(await fixture.kit('db', 'migrate')).toMatchObject({ code: 0, stderr: '' })
})
