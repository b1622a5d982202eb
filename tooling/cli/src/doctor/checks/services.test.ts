import { expect, setDefaultTimeout, test } from 'bun:test'
import { createDatabase } from '@repo/multiapp'
import { startRedis, testWith } from '@repo/multiapp/testing'
import { findingsOf } from '../../../test/doctor.ts'
import { createFixture } from '../../../test/fixture.ts'
import { capacity } from './capacity.ts'
import { clock, compareClocks } from './clock.ts'
import { database, judgeVersion } from './database.ts'
import { migrations } from './migrations.ts'
import { redis } from './redis.ts'
import { rights } from './rights.ts'

// Tests that start processes need more than Bun's 5 s on a busy machine.
setDefaultTimeout(30_000)

test.concurrent('a database that does not answer is a problem, of which no other check speaks', async () => {
  await using fixture = await createFixture()
  const env = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' }
  expect(await findingsOf(database, fixture.root, env)).toMatchObject([
    {
      level: 'problem',
      message: expect.stringContaining('ECONNREFUSED'),
      mend: expect.stringContaining('DATABASE_URL'),
    },
  ])
  for (const check of [rights, capacity, clock])
    expect(await findingsOf(check, fixture.root, env)).toEqual([])
  expect(await findingsOf(database, fixture.root, { NODE_ENV: 'production' })).toMatchObject([
    { level: 'problem', message: 'DATABASE_URL is not set' },
  ])
  expect(await findingsOf(database, fixture.root, { DATABASE_URL: fixture.env.DATABASE_URL })).toMatchObject([
    { level: 'ok', message: expect.stringMatching(/^PostgreSQL \d+\.\d+, by DATABASE_URL$/) },
  ])
  expect(judgeVersion('14.9', 'there')).toMatchObject({
    level: 'problem',
    message: 'PostgreSQL 14.9 is too old',
  })
})

test.concurrent('an admin who may not make roles and schemas is a problem, and is told what to grant', async () => {
  await using fixture = await createFixture()
  const role = `weak_${crypto.randomUUID().replaceAll('-', '')}`
  await fixture.sql.unsafe(`CREATE ROLE ${role} LOGIN PASSWORD 'weak'`)
  const url = new URL(fixture.env.DATABASE_URL ?? '')
  const name = url.pathname.slice(1)
  url.username = role
  url.password = 'weak'
  const env = { DATABASE_URL: url.href }
  const grant = `GRANT CREATE ON DATABASE "${name}" TO "${role}"`
  expect(await findingsOf(rights, fixture.root, env)).toEqual([
    {
      level: 'problem',
      message: `${role} may not make the apps' roles and schemas`,
      mend: `as a superuser: ALTER ROLE "${role}" CREATEROLE; ${grant}`,
    },
  ])
  await fixture.sql.unsafe(`ALTER ROLE "${role}" CREATEROLE`)
  expect(await findingsOf(rights, fixture.root, env)).toMatchObject([{ mend: `as a superuser: ${grant}` }])
  expect(await findingsOf(rights, fixture.root, { ...env, MIGRATE_ON_START: 'off' })).toMatchObject([
    { level: 'ok' },
  ])
  await fixture.sql.unsafe(grant)
  expect(await findingsOf(rights, fixture.root, env)).toMatchObject([{ level: 'ok' }])
  await fixture.sql.unsafe(`REVOKE CREATE ON DATABASE "${name}" FROM ${role}; DROP ROLE ${role}`)
})

test.concurrent('more connections than the server takes are a problem', async () => {
  await using fixture = await createFixture()
  const { DATABASE_URL } = fixture.env
  expect(await findingsOf(capacity, fixture.root, { DATABASE_URL })).toMatchObject([{ level: 'ok' }])
  expect(
    await findingsOf(capacity, fixture.root, { DATABASE_URL, DATABASE_MAX_CONNECTIONS: '9999' }),
  ).toMatchObject([
    { level: 'problem', mend: expect.stringMatching(/^set DATABASE_MAX_CONNECTIONS to at most \d+$/) },
  ])
})

test.concurrent("a clock that is not the database's is told", async () => {
  await using fixture = await createFixture()
  const { DATABASE_URL: url = '' } = fixture.env
  expect(await findingsOf(clock, fixture.root, { DATABASE_URL: url })).toMatchObject([{ level: 'ok' }])
  const asked = createDatabase({ url, roleSecret: 'of nobody'.padEnd(32, '.') })
  const late = await compareClocks(asked, () => Date.now() - 10_000)
  const early = await compareClocks(asked, () => Date.now() + 3_600_000)
  await asked.close()
  expect(late).toMatchObject({
    level: 'warning',
    message: expect.stringMatching(/^10 s from the database's/),
  })
  expect(early).toMatchObject({ level: 'problem', message: expect.stringMatching(/^3600 s /) })
})

test.concurrent('a migration that was changed after it was applied is a problem, a pending one is none', async () => {
  await using fixture = await createFixture({ notes: { '0000_one.sql': 'CREATE TABLE one (id int);\n' } })
  const find = () => findingsOf(migrations, fixture.root, { DATABASE_URL: fixture.env.DATABASE_URL })
  expect(await find()).toEqual([
    { level: 'ok', message: '1 migration pending in notes: the next start applies them' },
  ])
  await fixture.kit('db', 'migrate')
  fixture.write('apps/notes/migrations/0000_one.sql', 'CREATE TABLE other (id int);\n')
  // A module is loaded once: another process sees the file.
  const { stdout, code } = await fixture.start(['doctor', '--json']).outcome
  expect(code).toBe(1)
  expect(JSON.parse(stdout)).toContainEqual({
    check: 'migrations',
    level: 'problem',
    message: expect.stringContaining('0000_one'),
    mend: '"bun kit db check" says more',
  })
})

testWith('redis-server', 'a Redis that does not answer is a problem', async () => {
  await using fixture = await createFixture()
  expect(await findingsOf(redis, fixture.root)).toEqual([{ level: 'ok', message: 'in memory' }])
  const server = await startRedis()
  const env = { REDIS_URL: server.url }
  expect(await findingsOf(redis, fixture.root, env)).toEqual([{ level: 'ok', message: 'Redis answers' }])
  server.freeze()
  expect(await findingsOf(redis, fixture.root, env)).toMatchObject([{ level: 'problem' }])
  await server.kill()
  expect(await findingsOf(redis, fixture.root, env)).toMatchObject([
    { level: 'problem', message: expect.stringContaining('ECONNREFUSED') },
  ])
})
