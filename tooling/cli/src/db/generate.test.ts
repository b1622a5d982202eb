import { expect, setDefaultTimeout, test } from 'bun:test'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createFixture, type Fixture } from '../../test/fixture.ts'
import { isIndexCurrent, writeMigrationIndex } from './migration-index.ts'

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

const typed = `import type { MigrationFile } from '@repo/multiapp'

export const migration: MigrationFile = {
  async up(sql) {
    await sql\`CREATE TYPE tone AS ENUM ('warm', 'cold')\`
    await sql\`CREATE TABLE replies (
      id uuid PRIMARY KEY, letter uuid NOT NULL REFERENCES letters, tone tone NOT NULL, tenant_id uuid NOT NULL)\`
    await sql\`CREATE INDEX replies_by_letter ON replies (letter)\`
    await sql\`ALTER TABLE replies ENABLE ROW LEVEL SECURITY\`
    await sql\`CREATE POLICY tenant ON replies USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)\`
    await sql\`INSERT INTO people (id, motto) VALUES (gen_random_uuid(), current_schema())\`
    for (const { id, motto } of await sql\`SELECT id, motto FROM people\`) {
      await sql\`UPDATE people SET motto = \${motto.toUpperCase()}, mood = 'sad' WHERE id = \${id}\`
    }
  },
  down: (sql) => sql.unsafe('DROP TABLE replies; DROP TYPE tone'),
}
`

/** What there is of a kind in each schema. */
const objects = ({ sql }: Fixture) => sql`
  SELECT n.nspname AS schema,
    (SELECT array_agg(typname::text ORDER BY 1) FROM pg_type WHERE typnamespace = n.oid AND typtype = 'e') AS enums,
    (SELECT array_agg(conrelid::regclass || ' to ' || confrelid::regclass ORDER BY 1) FROM pg_constraint
      WHERE connamespace = n.oid AND contype = 'f') AS "references",
    (SELECT array_agg(indexname::text ORDER BY 1) FROM pg_indexes
      WHERE schemaname = n.nspname AND indexname LIKE '%\\_by\\_%') AS indexes,
    (SELECT array_agg(tablename::text ORDER BY 1) FROM pg_policies WHERE schemaname = n.nspname) AS policies
  FROM pg_namespace n WHERE n.nspname LIKE 'app\\_%' ORDER BY 1`

async function createShops(...slugs: string[]): Promise<Fixture> {
  const fixture = await createFixture(Object.fromEntries(slugs.map((slug) => [slug, {}])))
  for (const slug of slugs) {
    fixture.write(`apps/${slug}/src/tables.ts`, tables)
    fixture.write(`apps/${slug}/drizzle.config.ts`, config)
  }
  return fixture
}

test.concurrent('a migration of drizzle-kit and one in TypeScript make the same tables in two apps, side by side', async () => {
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

  for (const slug of ['left', 'right']) {
    fixture.write(`apps/${slug}/migrations/0001_typed.ts`, typed)
    writeMigrationIndex(join(fixture.root, 'apps', slug, 'migrations'))
  }
  expect(await fixture.kit('db', 'migrate')).toMatchObject({ code: 0, stderr: '' })
  const made = (schema: string) => ({
    schema,
    enums: ['mood', 'tone'],
    references: [`${schema}.letters to ${schema}.people`, `${schema}.replies to ${schema}.letters`],
    indexes: ['letters_by_author', 'replies_by_letter'],
    policies: ['letters', 'replies'],
  })
  expect(await objects(fixture)).toEqual([made('app_left'), made('app_right')] as never)
  expect(
    await fixture.sql`SELECT motto FROM app_left.people UNION SELECT motto FROM app_right.people ORDER BY 1`,
  ).toEqual([{ motto: 'APP_LEFT' }, { motto: 'APP_RIGHT' }] as never)
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
  const ownTyped = "export const migration = { up: (sql) => sql`SELECT 2`, down: 'SELECT 3' }\n"
  fixture.write('apps/own/migrations/0001_typed.ts', ownTyped)
  fixture.write('apps/own/migrations/0000_delete.down.sql', 'SELECT 1;\n')
  await fixture.kit('db', 'generate', 'own', '--name', 'delete', '--custom')
  const folder = join(fixture.root, 'apps/own/migrations')
  expect(readFileSync(join(folder, '0000_delete.sql'), 'utf8')).toStartWith('-- Custom SQL migration file')
  const checksum = createHash('sha256')
    .update(readFileSync(join(folder, '0001_typed.ts'), 'utf8'))
    .digest('hex')
  expect(
    readFileSync(join(folder, 'index.ts'), 'utf8'),
  ).toBe(`import { drizzleMigrations } from '@repo/multiapp'
import deleteDown from './0000_delete.down.sql' with { type: 'text' }
import delete0000 from './0000_delete.sql' with { type: 'text' }
import { migration as typed } from './0001_typed.ts'

export const migrations = drizzleMigrations({
  '0000_delete.down': deleteDown,
  '0000_delete': delete0000,
  '0001_typed': {
    ...typed,
    checksum: '${checksum}',
  },
})
`)
  fixture.write('apps/own/migrations/0000_delete.sql', 'SELECT 1;\n')
  expect((await fixture.kit('db', 'migrate')).stdout).toContain('own: applied 0000_delete, 0001_typed\n')
  expect(isIndexCurrent(folder)).toBe(true)
  const edit = (text: string) => fixture.write('apps/own/migrations/0001_typed.ts', text)
  edit(ownTyped.replace('SELECT 2', 'SELECT 4'))
  expect(isIndexCurrent(folder)).toBe(false)
  writeMigrationIndex(folder)
  expect((await fixture.kit('db', 'status')).stdout).toContain('migration 0001_typed was edited after')
  edit(ownTyped)
  writeMigrationIndex(folder)
  expect(await fixture.kit('db', 'rollback', '--app', 'own', '--steps', '2')).toMatchObject({ code: 0 })

  fixture.write('apps/own/src/tables.ts', 'export const torn = (\n')
  expect(await fixture.kit('db', 'generate', 'own')).toMatchObject({
    code: 1,
    stderr: 'error: drizzle-kit failed: Unexpected end of file\n',
  })

  fixture.write('apps/own/src/tables.ts', 'export const late = await 1\n')
  expect((await fixture.kit('db', 'generate', 'own')).stderr).toMatch(
    /^error: drizzle-kit failed: require\(\) async module .*\n$/,
  )

  fixture.write('apps/own/migrations/index.ts', 'export const migrations = [{ version: 0 }]\n')
  const { code, stderr } = await fixture.kit('db', 'generate', 'own')
  expect({ code, says: stderr.includes('holds more than its list') }).toEqual({ code: 1, says: true })
})

test.concurrent('check finds edited files, "public" in SQL, tables that no migration leads to, files that are not listed, and open tables', async () => {
  await using fixture = await createShops('odd')
  fixture.addApp('odd', { '0000_init.sql': 'CREATE TABLE "public".letters (tenant_id uuid);\n' })
  await fixture.kit('db', 'migrate')
  await fixture.sql`CREATE TABLE app_odd.letters (tenant_id uuid)`
  await fixture.sql`INSERT INTO app_odd.__migrations (version, name, checksum) VALUES (0, 'init', '')`
  fixture.write('apps/odd/migrations/0001_more.sql', 'SELECT 1;\n')
  const { code, stdout } = await fixture.kit('db', 'check', '--json')
  expect(code).toBe(1)
  expect(JSON.parse(stdout).map(({ problem }: Record<string, string>) => problem)).toEqual([
    expect.stringContaining('app "odd": migration 0000_init was edited after it was applied'),
    'app "odd": migration 0000_init names the schema "public": take "public". out of it',
    'app "odd": its tables are not as its migrations leave them: run "bun kit db generate odd"',
    'app "odd": migrations/index.ts does not list the files beside it as they are: run "bun kit db generate odd"',
    'app "odd": table letters: row-level security is off: add tenantPolicy() to its definition',
  ])
})
