import { expect, setDefaultTimeout, test } from 'bun:test'
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { createTestDatabase } from '@repo/devdb/testing'
import { createFixture } from '../../test/fixture.ts'

// Tests that start processes need more than Bun's 5 s on a busy machine.
setDefaultTimeout(30_000)

const one = { '0000_one.sql': 'CREATE TABLE one (id int);\n', '0000_one.down.sql': 'DROP TABLE one;\n' }

test.concurrent('commands find an app in the database of its own, beside those that share one', async () => {
  await using fixture = await createFixture({ beside: one, alone: one })
  await using own = await createTestDatabase()
  const role = `kit_${crypto.randomUUID().slice(0, 8)}`
  await fixture.sql.unsafe(
    `CREATE ROLE ${role} LOGIN PASSWORD 's@cret'; ALTER DATABASE ${own.name} OWNER TO ${role}`,
  )
  const bin = join(fixture.root, 'bin')
  // Stands in for psql, which not every machine has, and says what it was given.
  fixture.write('bin/psql', '#!/bin/sh\necho "$@ with $PGPASSWORD and $PGOPTIONS"\n')
  chmodSync(join(bin, 'psql'), 0o755)
  const url = own.url.replace(/\/\/[^@]*@/, `//${role}:s%40cret@`)
  const kit = (...args: string[]) => fixture.start(args, { DATABASE_URL_ALONE: url, PATH: bin }).outcome

  expect(await kit('db', 'migrate')).toMatchObject({ code: 0, stderr: '' })
  expect(await fixture.sql`SELECT to_regnamespace('app_alone') AS found`).toMatchObject([{ found: null }])
  const [apps, check, psql] = await Promise.all([
    kit('apps', '--json'),
    kit('db', 'check'),
    kit('db', 'psql', 'alone'),
  ])
  expect(JSON.parse(apps.stdout)).toMatchObject([
    { slug: 'beside', state: 'up to date' },
    { slug: 'alone', state: 'up to date' },
  ])
  expect(check).toEqual({ code: 0, stdout: 'nothing is wrong\n', stderr: '' })
  const given = `${url.replace(':s%40cret', '')} with s@cret and -c search_path=app_alone,extensions\n`
  expect(psql).toEqual({ code: 0, stdout: given, stderr: '' })
  expect(await kit('db', 'rollback', '--app', 'alone')).toMatchObject({ code: 0, stderr: '' })
  const dropped = await kit('db', 'drop', 'alone', '--yes')
  expect(dropped).toMatchObject({ code: 0, stdout: 'alone: removed app_alone\n' })
  const { stdout } = await kit('db', 'status', '--json')
  expect(JSON.parse(stdout)).toMatchObject([
    { app: 'beside', pending: [] },
    { app: 'alone', pending: [{ version: 0 }] },
  ])
  await own.drop()
  await fixture.sql.unsafe(`DROP ROLE ${role}`)
})

test.concurrent('psql is opened as the role of the prefix', async () => {
  await using fixture = await createFixture({ prefixed: one })
  fixture.write('bin/psql', '#!/bin/sh\necho "$@"\n')
  chmodSync(join(fixture.root, 'bin/psql'), 0o755)
  const env = { DATABASE_ROLE_PREFIX: 'staging_', PATH: join(fixture.root, 'bin') }
  const psql = () => fixture.start(['db', 'psql', 'prefixed'], env).outcome
  expect((await psql()).stderr).toStartWith('error: role staging_app_prefixed cannot log in')
  await fixture.start(['db', 'migrate'], env).outcome
  expect((await psql()).stdout).toStartWith('postgres://staging_app_prefixed@')
  const { stdout } = await fixture.start(['db', 'status', '--json'], env).outcome
  expect(JSON.parse(stdout)).toMatchObject([{ app: 'prefixed', schema: 'app_prefixed', pending: [] }])
})
