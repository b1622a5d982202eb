import { expect, setDefaultTimeout, test } from 'bun:test'
import { readFileSync } from 'node:fs'
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
  const generated = await Promise.all(
    ['left', 'right'].map((slug) => fixture.kit('db', 'generate', slug, '--name', 'init')),
  )
  expect(generated.map(({ code, stderr }) => ({ code, stderr }))).toEqual([
    { code: 0, stderr: '' },
    { code: 0, stderr: '' },
  ])
  expect(generated[0]?.stdout).toContain('wrote apps/left/migrations/0000_init.sql\n')
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

  fixture.write('apps/left/src/tables.ts', tables.replaceAll('motto', 'slogan'))
  expect(await fixture.kit('db', 'generate', 'left')).toMatchObject({
    code: 1,
    stderr: 'error: drizzle-kit asks whether something was renamed: run this on a terminal\n',
  })
})

test.concurrent('generate --custom makes a file for SQL of your own, and lists it with its down and those in TypeScript', async () => {
  await using fixture = await createShops('own')
  fixture.write('apps/own/src/tables.ts', '')
  fixture.write(
    'apps/own/migrations/0001_typed.ts',
    "export const migration = { up: 'SELECT 2', down: 'SELECT 3' }\n",
  )
  fixture.write('apps/own/migrations/0000_delete.down.sql', 'SELECT 1;\n')
  await fixture.kit('db', 'generate', 'own', '--name', 'delete', '--custom')
  const folder = join(fixture.root, 'apps/own/migrations')
  expect(readFileSync(join(folder, '0000_delete.sql'), 'utf8')).toStartWith('-- Custom SQL migration file')
  expect(
    readFileSync(join(folder, 'index.ts'), 'utf8'),
  ).toBe(`import { drizzleMigrations } from '@repo/multiapp'
import deleteDown from './0000_delete.down.sql' with { type: 'text' }
import delete0000 from './0000_delete.sql' with { type: 'text' }
import { migration as typed } from './0001_typed.ts'

export const migrations = drizzleMigrations({
  '0000_delete.down': deleteDown,
  '0000_delete': delete0000,
  '0001_typed': typed,
})
`)
  fixture.write('apps/own/migrations/0000_delete.sql', 'SELECT 1;\n')
  expect((await fixture.kit('db', 'migrate')).stdout).toContain('own: applied 0000_delete, 0001_typed\n')
  expect(await fixture.kit('db', 'rollback', '--app', 'own', '--steps', '2')).toMatchObject({ code: 0 })

  fixture.write('apps/own/migrations/index.ts', 'export const migrations = [{ version: 0 }]\n')
  const { code, stderr } = await fixture.kit('db', 'generate', 'own')
  expect({ code, says: stderr.includes('holds more than its list') }).toEqual({ code: 1, says: true })
})

test.concurrent('check finds tables that no migration leads to, "public" in SQL, files that are not listed, and open tables', async () => {
  await using fixture = await createShops('odd')
  fixture.addApp('odd', { '0000_init.sql': 'CREATE TABLE "public".letters (tenant_id uuid);\n' })
  await fixture.kit('db', 'migrate')
  await fixture.sql`CREATE TABLE app_odd.letters (tenant_id uuid)`
  await fixture.sql`GRANT SELECT ON app_odd.letters TO app_odd`
  fixture.write('apps/odd/migrations/0001_more.sql', 'SELECT 1;\n')
  const { code, stdout } = await fixture.kit('db', 'check', '--json')
  expect(code).toBe(1)
  expect(JSON.parse(stdout).map(({ problem }: Record<string, string>) => problem)).toEqual([
    'app "odd": migration 0000_init names the schema "public": take "public". out of it',
    'app "odd": its tables are not as its migrations leave them: run "bun kit db generate odd"',
    'app "odd": migrations/index.ts does not list the files beside it: run "bun kit db generate odd"',
    'app "odd": table letters: row-level security is off: add tenantPolicy() to its definition',
  ])
})
