import { expect, setDefaultTimeout, test } from 'bun:test'
import { createFixture } from '../../test/fixture.ts'

// Tests that start processes need more than Bun's 5 s on a busy machine.
setDefaultTimeout(30_000)

test("seed runs the app's own with what its routes are given, once its schema is up to date", async () => {
  await using fixture = await createFixture({ sown: { '0000_one.sql': 'CREATE TABLE one (id int);\n' } })
  const seed = () => fixture.kit('db', 'seed', 'sown')
  expect(await seed()).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(
      'error: apps/sown/src/seed.ts exports no seed: write "export async function seed(',
    ),
  })
  const text = 'export const seed = async ({ db }) => db.sql.unsafe(`INSERT INTO one VALUES (4)`)\n'
  fixture.write('apps/sown/src/seed.ts', text)
  expect(await seed()).toMatchObject({ code: 1, stderr: expect.stringContaining('has no schema yet') })
  await fixture.kit('db', 'migrate')
  expect(await seed()).toEqual({ code: 0, stdout: 'sown: seeded\n', stderr: '' })
  const other = { DATABASE_ROLE_SECRET: 'another secret of the tests, not that of the roles' }
  expect(await fixture.start(['db', 'seed', 'sown'], other).outcome).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining('app "sown" is not ready: role app_sown cannot log in'),
  })
  expect(await fixture.sql`SELECT id FROM app_sown.one`).toEqual([{ id: 4 }] as never)
})

test('a seed whose query fails ends with what is wrong with it', async () => {
  await using fixture = await createFixture({ sown: { '0000_one.sql': 'CREATE TABLE one (id int);\n' } })
  await fixture.kit('db', 'migrate')
  const text = 'export const seed = ({ db }) => db.execute(`INSERT INTO two VALUES (4)`)\n'
  fixture.write('apps/sown/src/seed.ts', text)
  expect(await fixture.kit('db', 'seed', 'sown')).toEqual({
    code: 1,
    stdout: '',
    stderr: 'error: relation "two" does not exist\n',
  })
})
