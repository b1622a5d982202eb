import { expect, setDefaultTimeout, test } from 'bun:test'
import { createFixture, type Fixture, main } from '../../test/fixture.ts'

// Tests that start processes need more than Bun's 5 s on a busy machine.
setDefaultTimeout(30_000)

const one = { '0000_one.sql': 'CREATE TABLE one (id int);\n' }
const hasSchema = async ({ sql }: Fixture, schema: string) =>
  (await sql`SELECT 1 FROM pg_namespace WHERE nspname = ${schema}`).length > 0

test.concurrent('drop and reset want the name typed again: without a terminal they refuse and name --yes', async () => {
  await using fixture = await createFixture({ gone: one })
  await fixture.kit('db', 'migrate')
  for (const command of ['drop', 'reset']) {
    expect(await fixture.kit('db', command, 'gone')).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'error: this removes the schema app_gone with all its data: run it on a terminal, or with --yes\n',
    })
  }
  await fixture.sql`INSERT INTO app_gone.one VALUES (1)`
  expect(await fixture.kit('db', 'reset', 'gone', '--yes')).toMatchObject({ code: 0, stderr: '' })
  expect(await fixture.sql`SELECT 1 FROM app_gone.one`).toHaveLength(0)
  expect(await fixture.kit('db', 'drop', 'gone', '--yes')).toMatchObject({ code: 0, stderr: '' })
  expect(await hasSchema(fixture, 'app_gone')).toBe(false)
})

test.concurrent('drop removes what is left of an app that was removed', async () => {
  await using fixture = await createFixture({ gone: one })
  await fixture.kit('db', 'migrate')
  fixture.write('apps/host/src/apps.ts', 'export const apps = []\n')
  const drop = () => fixture.kit('db', 'drop', 'gone', '--yes')
  expect(await drop()).toEqual({ code: 0, stdout: 'gone: removed app_gone\n', stderr: '' })
  expect(await hasSchema(fixture, 'app_gone')).toBe(false)
  expect(await drop()).toEqual({ code: 2, stdout: '', stderr: 'error: no app "gone": there are none\n' })
})

test.concurrent('on a terminal, drop goes on for the right name only', async () => {
  await using fixture = await createFixture({ typed: one })
  await fixture.kit('db', 'migrate')
  expect(await type(fixture, 'other')).toMatchObject({
    code: 1,
    screen: expect.stringContaining('error: that is not typed: nothing was changed'),
  })
  expect(await hasSchema(fixture, 'app_typed')).toBe(true)
  expect(await type(fixture, 'typed')).toMatchObject({ code: 0 })
  expect(await hasSchema(fixture, 'app_typed')).toBe(false)
})

async function type({ root, env }: Fixture, name: string): Promise<{ code: number; screen: string }> {
  let screen = ''
  let answered = false
  const child = Bun.spawn([process.execPath, main, 'db', 'drop', 'typed'], {
    cwd: root,
    env,
    terminal: {
      data(terminal, chunk) {
        screen += new TextDecoder().decode(chunk)
        if (answered || !screen.includes('Type typed to go on:')) return
        answered = true
        terminal.write(`${name}\r`)
      },
    },
  })
  return { code: await child.exited, screen }
}
