import { expect, setDefaultTimeout, test } from 'bun:test'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createFixture, main } from '../test/fixture.ts'
import { run } from './run.ts'

// Tests that start processes need more than Bun's 5 s on a busy machine.
setDefaultTimeout(30_000)

const one = { '0000_one.sql': 'CREATE TABLE one (id int);\n' }

test.concurrent('alone and with --help it lists the commands, with a line each and examples', async () => {
  await using fixture = await createFixture()
  const [alone, db, migrate] = await Promise.all([
    fixture.kit(),
    fixture.kit('db'),
    fixture.kit('db', 'migrate', '--help'),
  ])
  for (const { code, stdout, stderr } of [alone, db, migrate]) {
    expect({ code, stderr, examples: stdout.includes('Examples:\n  bun kit') }).toEqual({
      code: 0,
      stderr: '',
      examples: true,
    })
  }
  expect(alone.stdout).toMatch(/^ {2}apps +list the apps/m)
  // Where a description is longer than its line, it goes on in the next one.
  for (const { stdout } of [alone, db]) expect(stdout).not.toMatch(/^ {8}/m)
})

test.concurrent('wrong usage exits with 2 and one line that says what to do', async () => {
  await using fixture = await createFixture({ here: one, there: one })
  expect(await fixture.kit('db', 'rollback', '--app', 'nowhere')).toEqual({
    code: 2,
    stdout: '',
    stderr: 'error: no app "nowhere": there are here, there\n',
  })
  const lines: string[] = []
  for (const words of [
    'db status --bogus',
    'db nothing',
    'db stauts',
    'db rollback',
    'db migrate --concurrency 0',
  ]) {
    expect(await run(words.split(' '), (line: string) => lines.push(line))).toBe(2)
  }
  expect(lines).toEqual([
    `error: unknown option '--bogus': see "bun kit db status --help"`,
    `error: unknown command 'nothing': see "bun kit db --help"`,
    `error: unknown command 'stauts', did you mean status: see "bun kit db --help"`,
    'error: say which app is meant: bun kit db rollback notes',
    `error: option '--concurrency <n>' argument '0' is invalid. expected a whole number above 0: see "bun kit db migrate --help"`,
  ])
})

test.concurrent('apps tells what each app is, on the embedded database where none is named, which ends with the command', async () => {
  await using fixture = await createFixture({ listed: one })
  const env = { DATABASE_URL: undefined, NODE_ENV: undefined, FEATURES_LISTED: 'export' }
  const { code, stdout, stderr } = await fixture.start(['apps', '--json'], env).outcome
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(JSON.parse(stdout)).toEqual([
    {
      slug: 'listed',
      schema: 'app_listed',
      routes: [expect.objectContaining({ method: 'GET', path: '/api/things', guards: [] })],
      features: { export: true },
      sizeBytes: 0,
      state: 'not made yet',
    },
  ])
  expect(existsSync(join(fixture.root, '.data/postgres/data/PG_VERSION'))).toBe(true)
  expect(existsSync(join(fixture.root, '.data/postgres/data/postmaster.pid'))).toBe(false)
})

test.concurrent('in production no database is started', async () => {
  await using fixture = await createFixture({ served: one })
  const env = { DATABASE_URL: undefined, NODE_ENV: 'production' }
  const { code, stderr } = await fixture.start(['db', 'status'], env).outcome
  expect(code).toBe(1)
  expect(stderr).toMatch(/^error: the environment is not right: .*DATABASE_URL: expected postgres:/)
  expect(existsSync(join(fixture.root, '.data'))).toBe(false)
})

test.concurrent('a list of apps that does not load is an error of one line', async () => {
  await using fixture = await createFixture({ torn: one })
  rmSync(join(fixture.root, 'apps/torn/migrations/0000_one.sql'))
  const { code, stderr } = await fixture.kit('db', 'status')
  expect(code).toBe(1)
  expect(stderr).toMatch(/^error: apps\/host\/src\/apps\.ts could not be loaded: .*0000_one\.sql.*\n$/)
})

test.concurrent('a reader that has left is no error', async () => {
  await using fixture = await createFixture()
  const script = 'set -o pipefail; "$0" --no-env-file "$1" --help | true'
  const child = Bun.spawn(['bash', '-c', script, process.execPath, main], {
    cwd: fixture.root,
    stderr: 'pipe',
  })
  expect(await new Response(child.stderr).text()).toBe('')
  expect(await child.exited).toBe(0)
})
