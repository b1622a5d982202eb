import { expect, setDefaultTimeout, test } from 'bun:test'
import { createFixture, type Fixture } from '../../test/fixture.ts'

// Tests that start processes need more than Bun's 5 s on a busy machine.
setDefaultTimeout(30_000)

const one = { '0000_one.sql': 'CREATE TABLE one (id int);\n' }
const two = { ...one, '0001_two.sql': 'CREATE TABLE two (id int);\n' }

test.concurrent('status is JSON of one shape, before and after, and --check exits with 1 while anything is pending', async () => {
  await using fixture = await createFixture({ here: two, 'over-there': {} })
  const before = await fixture.kit('db', 'status', '--json', '--check')
  expect(before.code).toBe(1)
  expect(JSON.parse(before.stdout)).toEqual([
    {
      app: 'here',
      schema: 'app_here',
      applied: [],
      pending: [
        { version: 0, name: 'one' },
        { version: 1, name: 'two' },
      ],
      dirty: false,
      drift: false,
    },
    { app: 'over-there', schema: 'app_over_there', applied: [], pending: [], dirty: false, drift: false },
  ])
  await fixture.kit('db', 'migrate')
  const after = await fixture.kit('db', 'status', '--json', '--check')
  expect(after).toMatchObject({ code: 0, stderr: '' })
  const [{ applied, pending }] = JSON.parse(after.stdout)
  expect(pending).toEqual([])
  expect(applied).toEqual([
    { version: 0, name: 'one', appliedAt: expect.any(String), durationMs: expect.any(Number) },
    { version: 1, name: 'two', appliedAt: expect.any(String), durationMs: expect.any(Number) },
  ])
  expect(Math.abs(Date.now() - Date.parse(applied[1].appliedAt))).toBeLessThan(60_000)
})

test.concurrent('edited, late and missing files are drift: status names them, --check exits with 1, migrate refuses', async () => {
  await using fixture = await createFixture({ edited: one, late: two, missing: two })
  await fixture.kit('db', 'migrate')
  fixture.write('apps/edited/migrations/0000_one.sql', 'CREATE TABLE one (id bigint);\n')
  await fixture.sql`DELETE FROM app_late.__migrations WHERE version = 0`
  await fixture.sql`INSERT INTO app_missing.__migrations (version, name, checksum) VALUES (2, 'three', '')`
  const all = [
    'app "edited": migration 0000_one was edited after it was applied',
    'app "late": migration 0000_one comes before one that is applied: give it a version above 1',
    'app "missing": migration 0002_three was applied and is missing from the code: restore its file',
  ]
  const status = await fixture.kit('db', 'status', '--check')
  expect(status.code).toBe(1)
  for (const problem of all) expect(status.stdout).toContain(problem)
  const json = JSON.parse((await fixture.kit('db', 'status', '--json')).stdout)
  expect(json.map(({ drift, dirty }: Record<string, boolean>) => [drift, dirty])).toEqual([
    [true, false],
    [true, false],
    [true, false],
  ])
  const migrate = await fixture.kit('db', 'migrate', '--skip-failing')
  expect(migrate.code).toBe(1)
  for (const problem of all) expect(migrate.stderr).toContain(problem)
})

test('300 schemas that are up to date are looked at, listed and checked in under 2 s each', async () => {
  await using fixture = await createFixture()
  fixture.write('apps/host/src/apps.ts', manyApps)
  await makeSchemas(fixture)
  const timed = async (...args: string[]) => {
    const start = performance.now()
    const { code, stdout } = await fixture.kit(...args)
    expect({ code, isInTime: performance.now() - start < 2000 }).toEqual({ code: 0, isInTime: true })
    return JSON.parse(stdout)
  }
  expect(await timed('db', 'status', '--json', '--check')).toHaveLength(300)
  const apps = await timed('apps', '--json')
  expect(apps).toHaveLength(300)
  expect(apps[299]).toMatchObject({ slug: 'many-299', state: 'up to date', sizeBytes: expect.any(Number) })
  // No role of theirs is there: what would ask as an app could not log in.
  expect(await timed('db', 'check', '--json')).toEqual([])
})

const manyApps = `import { defineApp } from '@repo/multiapp'
import { Elysia } from 'elysia'

const migrations = [{ version: 0, name: 'one', up: 'SELECT 1' }]
export const apps = Array.from({ length: 300 }, (_, index) =>
  defineApp({ slug: 'many-' + index, name: 'Many' }).backend({ migrations, routes: () => new Elysia() }),
)
`

async function makeSchemas({ sql }: Fixture): Promise<void> {
  await sql`
    DO $$ BEGIN
      FOR i IN 0..299 LOOP
        IF to_regrole('owner_app_many_' || i) IS NULL THEN EXECUTE 'CREATE ROLE owner_app_many_' || i; END IF;
        EXECUTE format('CREATE SCHEMA app_many_%s AUTHORIZATION owner_app_many_%s', i, i);
        EXECUTE format('SET LOCAL ROLE owner_app_many_%s', i);
        EXECUTE format('CREATE TABLE app_many_%s.__migrations (version bigint, name text, checksum text,
          applied_at timestamptz DEFAULT now(), duration_ms int DEFAULT 0, dirty boolean DEFAULT false)', i);
        EXECUTE format('INSERT INTO app_many_%s.__migrations (version, name, checksum)
          VALUES (0, %L, encode(sha256(%L), %L))', i, 'one', 'SELECT 1', 'hex');
        RESET ROLE;
      END LOOP;
    END $$`
}
