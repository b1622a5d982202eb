import { expect, setDefaultTimeout, test } from 'bun:test'
import { chmodSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createFixture, until } from '../../test/fixture.ts'

// Tests that start processes need more than Bun's 5 s on a busy machine.
setDefaultTimeout(30_000)

const one = { '0000_one.sql': 'CREATE TABLE one (id int);\n' }

test.concurrent('psql is started as the role of the app, with the password out of sight', async () => {
  await using fixture = await createFixture({ opened: one })
  const bin = join(fixture.root, 'bin')
  // Stands in for psql, which not every machine has, and says what it was given.
  fixture.write('bin/psql', '#!/bin/sh\necho "$@ with $PGPASSWORD"; exit $PSQL_EXIT\n')
  chmodSync(join(bin, 'psql'), 0o755)
  const open = (env: Record<string, string>) =>
    fixture.start(['db', 'psql', 'opened', '-c', 'SELECT 1'], { PATH: bin, PSQL_EXIT: '0', ...env }).outcome

  expect(await open({})).toMatchObject({
    code: 1,
    stderr: 'error: role app_opened cannot log in: run "bun kit db migrate --app opened"\n',
  })
  await fixture.kit('db', 'migrate')
  const opened = await open({})
  expect(opened).toMatchObject({ code: 0, stderr: '' })
  expect(opened.stdout).toMatch(
    /^postgres:\/\/app_opened@127\.0\.0\.1:\d+\/test_\w+ -c SELECT 1 with [\w-]{43}\n$/,
  )
  expect(await open({ PSQL_EXIT: '3' })).toMatchObject({ code: 1 })
})

test.concurrent('without psql on PATH, the error says how to get it', async () => {
  await using fixture = await createFixture({ bare: one })
  const { code, stderr } = await fixture.start(['db', 'psql', 'bare'], { PATH: '/nonexistent' }).outcome
  expect(code).toBe(1)
  expect(stderr).toStartWith('error: psql is not on PATH: install')
})

test.concurrent('what ends the command ends the program it has started', async () => {
  await using fixture = await createFixture({ ended: one })
  await fixture.kit('db', 'migrate')
  fixture.write('bin/psql', '#!/bin/sh\necho $$ >pid\nexec /bin/sleep 60\n')
  chmodSync(join(fixture.root, 'bin/psql'), 0o755)
  const { child, outcome } = fixture.start(['db', 'psql', 'ended'], { PATH: join(fixture.root, 'bin') })
  const pid = () => Number(readFileSync(join(fixture.root, 'pid'), 'utf8'))
  await until('psql to start', async () => existsSync(join(fixture.root, 'pid')) && pid() > 0)
  child.kill('SIGTERM')
  expect((await outcome).code).toBe(1)
  expect(() => process.kill(pid(), 0)).toThrow('ESRCH')
})

test.concurrent('studio is opened as the role of the app, and ends with the command', async () => {
  await using fixture = await createFixture({ shown: one })
  await fixture.kit('db', 'migrate')
  fixture.write('apps/shown/src/tables.ts', '')
  fixture.write(
    'apps/shown/drizzle.config.ts',
    "export default { dialect: 'postgresql', schema: './src/tables.ts', out: './migrations' }\n",
  )
  const port = freePort()
  const { child, outcome } = fixture.start(['db', 'studio', 'shown', '--port', String(port)])
  const data = {
    sql: 'SELECT current_user, current_schema()',
    params: [],
    typings: [],
    mode: 'array',
    method: 'all',
  }
  const ask = () =>
    fetch(`http://127.0.0.1:${port}/`, {
      method: 'POST',
      body: JSON.stringify({ type: 'proxy', data }),
      headers: { 'content-type': 'application/json' },
    })
  let answer: unknown
  await until('studio to answer', async () => {
    answer = await ask().then(
      (response) => response.json(),
      () => undefined,
    )
    return answer !== undefined
  })
  expect(answer).toEqual([['app_shown', 'app_shown']])
  child.kill('SIGTERM')
  expect(await outcome).toMatchObject({ code: 1, stderr: '' })
  expect(await ask().catch(() => 'it has ended')).toBe('it has ended')
})

function freePort(): number {
  const listener = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data() {} } })
  listener.stop(true)
  return listener.port
}
