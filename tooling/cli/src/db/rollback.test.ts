import { expect, setDefaultTimeout, test } from 'bun:test'
import { createFixture } from '../../test/fixture.ts'

// Tests that start processes need more than Bun's 5 s on a busy machine.
setDefaultTimeout(30_000)

test.concurrent('rollback undoes the newest first, and touches nothing where a down is missing', async () => {
  await using fixture = await createFixture({
    back: {
      '0000_one.sql': 'CREATE TABLE one (id int);\n',
      '0001_two.sql': 'CREATE TABLE two (id int);\n',
      '0001_two.down.sql': 'DROP TABLE two;\n',
      '0002_index.sql': '-- no-transaction\nCREATE INDEX CONCURRENTLY two_id ON two (id);\n',
      '0002_index.down.sql': 'DROP INDEX CONCURRENTLY two_id;\n',
    },
  })
  expect(await fixture.kit('db', 'rollback', '--app', 'back')).toMatchObject({
    code: 1,
    stderr: 'error: app "back" has no schema yet: run "bun kit db migrate --app back"\n',
  })
  await fixture.kit('db', 'migrate', 'back')
  expect(await fixture.kit('db', 'rollback', '--app', 'back', '--steps', '3')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('migration 0000_one has no down: write 0000_one.down.sql'),
  })
  const names = async () =>
    (
      await fixture.sql`SELECT relname AS name FROM pg_class WHERE relnamespace = 'app_back'::regnamespace
      AND relname NOT LIKE '\\_%' ORDER BY 1`
    ).map(({ name }) => name)
  expect(await names()).toEqual(['one', 'two', 'two_id'])

  expect(await fixture.kit('db', 'rollback', 'back', '--steps', '2')).toEqual({
    code: 0,
    stdout: 'back: rolled back 0002_index\nback: rolled back 0001_two\n',
    stderr: '',
  })
  expect(await names()).toEqual(['one'])
  expect(await fixture.kit('db', 'rollback')).toMatchObject({
    code: 2,
    stderr: 'error: say which app is meant: bun kit db rollback notes\n',
  })
  expect((await fixture.kit('db', 'migrate', 'back')).stdout).toContain(
    'back: applied 0001_two, 0002_index\n',
  )
})
