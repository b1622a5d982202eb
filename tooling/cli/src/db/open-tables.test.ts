import { expect, setDefaultTimeout, test } from 'bun:test'
import { createFixture } from '../../test/fixture.ts'

// Tests that start processes need more than Bun's 5 s on a busy machine.
setDefaultTimeout(30_000)

const app = (rls: string) => `import { defineApp } from '@repo/multiapp'
import { Elysia } from 'elysia'
import { pgTable, uuid } from 'drizzle-orm/pg-core'
import { migrations } from '../migrations/index.ts'

const columns = { tenantId: uuid('tenant_id') }
const tables = { user: pgTable('users', columns), forgotten: pgTable('forgotten', columns) }
const definition = defineApp({ slug: 'shut', name: 'shut', tables, rls: ${rls} })
export const app = definition.backend({ migrations, routes: () => new Elysia({ name: 'shut' }) })
`
const init = `CREATE TABLE users (tenant_id uuid); CREATE TABLE forgotten (tenant_id uuid);
CREATE TABLE things (team_id int);\n`

test('check fails on open tables, and passes and prints those that the app declares exempt', async () => {
  await using fixture = await createFixture({ shut: { '0000_init.sql': init } })
  const check = (rls: string, ...args: string[]) => {
    fixture.write('apps/shut/src/index.ts', app(rls))
    return fixture.kit('db', 'check', ...args)
  }
  await fixture.kit('db', 'migrate')
  const one = await check("{ exempt: ['user'] }")
  expect(one).toMatchObject({ code: 1, stdout: 'app "shut": table users is declared exempt\n' })
  expect(one.stderr).toMatch(/^error: app "shut": table forgotten: row-level security is off[^\n]*\n$/)

  const both = await check("{ exempt: ['user', 'forgotten'] }")
  expect(both).toMatchObject({ code: 0, stderr: '' })
  expect(both.stdout).toEndWith('app "shut": table users is declared exempt\nnothing is wrong\n')
  expect(await check("{ exempt: ['user', 'forgotten'] }", '--json')).toMatchObject({
    code: 0,
    stdout: '[]\n',
  })

  const team = await check("{ tenantColumns: ['team_id'] }")
  expect(team.stderr).toMatch(/^error: app "shut": table things: row-level security is off[^\n]*\n$/)
})
