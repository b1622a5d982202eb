import { expect, setDefaultTimeout, test } from 'bun:test'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createFixture, type Fixture } from '../../test/fixture.ts'

// Tests that start processes need more than Bun's 5 s on a busy machine.
setDefaultTimeout(30_000)

const tables = `import { tenantPolicy } from '@repo/multiapp'
import { index, pgEnum, pgTable, text, uuid } from 'drizzle-orm/pg-core'

export const mood = pgEnum('mood', ['happy', 'sad'])
export const people = pgTable('people', {
  id: uuid().primaryKey(),
  mood: mood().notNull().default('happy'),
  motto: text().notNull().default('as "public".it says'),
})
export const letters = pgTable(
  'letters',
  { id: uuid().primaryKey(), author: uuid().notNull().references(() => people.id), tenantId: uuid('tenant_id').notNull() },
  (table) => [index('letters_by_author').on(table.author), tenantPolicy(table.tenantId)],
)
`
const config = `export default { dialect: 'postgresql', schema: './src/tables.ts', out: './migrations' }\n`

async function createShops(...slugs: string[]): Promise<Fixture> {
  const fixture = await createFixture(Object.fromEntries(slugs.map((slug) => [slug, {}])))
  for (const slug of slugs) {
    fixture.write(`apps/${slug}/src/tables.ts`, tables)
    fixture.write(`apps/${slug}/drizzle.config.ts`, config)
  }
  return fixture
}

test.concurrent('generate writes SQL that names no schema, so that two apps have the same tables side by side', async () => {
  await using fixture = await createShops('left', 'right')
  for (const slug of ['left', 'right']) {
    const { code, stdout } = await fixture.kit('db', 'generate', slug, '--name', 'init')
    expect({ code, wrote: stdout.includes(`wrote apps/${slug}/migrations/0000_init.sql`) }).toEqual({
      code: 0,
      wrote: true,
    })
  }
  const text = readFileSync(join(fixture.root, 'apps/left/migrations/0000_init.sql'), 'utf8')
  for (const part of ['CREATE TYPE "mood"', 'REFERENCES "people"', 'CREATE INDEX', 'CREATE POLICY']) {
    expect(text).toContain(part)
  }
  expect(text.replace('as "public".it says', '')).not.toContain('"public"')

  expect(await fixture.kit('db', 'migrate')).toMatchObject({ code: 0, stderr: '' })
  const where = await fixture.sql`
    SELECT conrelid::regclass::text AS "from", confrelid::regclass::text AS "to" FROM pg_constraint
    WHERE contype = 'f' ORDER BY 1`
  expect(where).toEqual([
    { from: 'app_left.letters', to: 'app_left.people' },
    { from: 'app_right.letters', to: 'app_right.people' },
  ] as never)
  expect(await fixture.kit('db', 'check')).toEqual({ code: 0, stdout: 'nothing is wrong\n', stderr: '' })
})

test.concurrent('generate --custom makes a file for SQL of your own, with its down and one in TypeScript listed beside it', async () => {
  await using fixture = await createShops('own')
  await fixture.kit('db', 'generate', 'own', '--name', 'init')
  await fixture.kit('db', 'generate', 'own', '--name', 'delete', '--custom')
  const folder = join(fixture.root, 'apps/own/migrations')
  expect(existsSync(join(folder, '0001_delete.sql'))).toBe(true)
  fixture.write('apps/own/migrations/0001_delete.sql', 'DELETE FROM letters;\n')
  fixture.write('apps/own/migrations/0001_delete.down.sql', 'SELECT 1;\n')
  fixture.write(
    'apps/own/migrations/0002_typed.ts',
    "export const migration = { up: 'SELECT 2', down: 'SELECT 3' }\n",
  )
  await fixture.kit('db', 'generate', 'own')
  expect(
    readFileSync(join(folder, 'index.ts'), 'utf8'),
  ).toBe(`import { drizzleMigrations } from '@repo/multiapp'
import init from './0000_init.sql' with { type: 'text' }
import deleteDown from './0001_delete.down.sql' with { type: 'text' }
import delete0001 from './0001_delete.sql' with { type: 'text' }
import { migration as typed } from './0002_typed.ts'

export const migrations = drizzleMigrations({
  '0000_init': init,
  '0001_delete.down': deleteDown,
  '0001_delete': delete0001,
  '0002_typed': typed,
})
`)
  expect((await fixture.kit('db', 'migrate')).stdout).toContain('applied 0000_init, 0001_delete, 0002_typed')
  expect(await fixture.kit('db', 'rollback', '--app', 'own', '--steps', '2')).toMatchObject({ code: 0 })

  fixture.write('apps/own/migrations/index.ts', 'export const migrations = [{ version: 0 }]\n')
  const { code, stderr } = await fixture.kit('db', 'generate', 'own')
  expect({ code, says: stderr.includes('holds more than its list') }).toEqual({ code: 1, says: true })
})

test.concurrent('check finds tables that no migration leads to, "public" in SQL, files that are not listed, and open tables', async () => {
  await using fixture = await createShops('odd')
  await fixture.kit('db', 'generate', 'odd', '--name', 'init')
  await fixture.kit('db', 'migrate')
  await fixture.sql`ALTER TABLE app_odd.letters DISABLE ROW LEVEL SECURITY`
  fixture.write('apps/odd/src/tables.ts', tables.replace('id: uuid()', 'name: text(), id: uuid()'))
  fixture.write('apps/odd/migrations/0001_named.sql', 'DROP TABLE "public".people;\n')
  const unlisted = await fixture.kit('db', 'check')
  expect(unlisted.code).toBe(1)
  expect(unlisted.stderr).toContain(
    'app "odd": its tables are not as its migrations leave them: run "bun kit db generate odd"',
  )
  expect(unlisted.stderr).toContain('app "odd": migrations/index.ts does not list the files beside it')
  expect(unlisted.stderr).toContain('app "odd": table letters: row-level security is off')
  fixture.addApp('odd')
  const listed = await fixture.kit('db', 'check', '--json')
  expect(listed.code).toBe(1)
  expect(JSON.parse(listed.stdout)).toContainEqual({
    app: 'odd',
    problem: 'app "odd": migration 0001_named names the schema "public": take "public". out of it',
  })
})
