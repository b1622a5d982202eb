import { expect, setDefaultTimeout, test } from 'bun:test'
import { createTestDatabase } from '@repo/devdb/testing'
import postgres from 'postgres'
import { spawnHost } from '../../../test/spawn-host.ts'

// Processes: on a busy machine they take more than Bun's 5 s.
setDefaultTimeout(30_000)

const nowhere = { DATABASE_URL: '' }

async function outcome(args: readonly string[], env: Record<string, string>) {
  await using host = await spawnHost(env, args)
  return await host.exit()
}

test.concurrent('--help lists the commands', async () => {
  const { code, output } = await outcome(['--help'], nowhere)
  expect(code).toBe(0)
  for (const name of ['server', 'migrate', 'health', 'health --live', 'routes'])
    expect(output).toMatch(new RegExp(`^  ${name} +\\S`, 'm'))
})

test.concurrent.each([
  [['constructor'], 'no command "constructor"'],
  [['migrate', '--dry-run'], 'migrate takes no "--dry-run"'],
])('%p is refused with the list of commands and exit code 2', async (args, message) => {
  const { code, output } = await outcome(args, nowhere)
  expect(code).toBe(2)
  expect(output).toStartWith(message)
  expect(output).toContain('  migrate ')
})

test.concurrent('routes lists them with their guards, and needs neither a database nor secrets', async () => {
  const { code, output } = await outcome(['routes'], {
    ...nowhere,
    DATABASE_ROLE_SECRET: '',
    AUTH_SECRET: '',
  })
  expect(code).toBe(0)
  expect(output).toMatch(/^APP +METHOD +PATH +GUARDS$/m)
  expect(output).toMatch(/^counter +POST +\/click +public$/m)
})

test.concurrent('migrate says what it did for each app, and needs no key of tokens', async () => {
  await using database = await createTestDatabase()
  const env = { DATABASE_URL: database.url, AUTH_SECRET: '' }
  const one = await outcome(['migrate'], { ...env, APPS: 'counter' })
  expect(one).toEqual({ code: 0, output: 'counter: applied 0000_init\n1 of 1 apps are up to date\n' })
  const all = await outcome(['migrate'], env)
  expect(all.code).toBe(0)
  expect(all.output.trim().split('\n').toSorted()).toEqual([
    '3 of 3 apps are up to date',
    'counter: up to date',
    'echo: up to date',
    'hooks: up to date',
  ])
})

test.concurrent('an app that cannot be migrated makes the exit code 1, and the others are', async () => {
  await using database = await createTestDatabase()
  const env = { DATABASE_URL: database.url }
  await outcome(['migrate'], { ...env, APPS: 'counter' })
  const sql = postgres(database.url, { max: 1 })
  await sql`UPDATE app_counter.__migrations SET checksum = repeat('0', 64)`
  await sql.end()
  const { code, output } = await outcome(['migrate'], env)
  expect(code).toBe(1)
  expect(output).toContain('app "counter": ')
  expect(output).toContain('echo: up to date')
  expect(output).toContain('2 of 3 apps are up to date')
})

test.concurrent('health is what the server says of itself, whatever proxy is set', async () => {
  await using database = await createTestDatabase()
  await using server = await spawnHost({ DATABASE_URL: database.url, MIGRATE_ON_START: 'off' })
  const { port } = new URL(await server.url())
  const env = { ...nowhere, PORT: port, HTTP_PROXY: 'http://127.0.0.1:9', http_proxy: 'http://127.0.0.1:9' }
  const unready = await outcome(['health'], env)
  expect(unready.code).toBe(1)
  expect(unready.output).toContain('app counter: ') // no role yet, or, where another test has made it, no migrations
  expect(await outcome(['health', '--live'], env)).toEqual({ code: 0, output: '{"status":"alive"}\n' })

  await outcome(['migrate'], { DATABASE_URL: database.url })
  // What a server says of itself may be half a second old.
  await Bun.sleep(600)
  expect(await outcome(['health'], env)).toEqual({ code: 0, output: '{"status":"ready"}\n' })
})

test.concurrent('health says where it found nobody', async () => {
  expect(await outcome(['health'], { ...nowhere, PORT: '1' })).toEqual({
    code: 1,
    output: 'http://127.0.0.1:1/readyz cannot be reached\n',
  })
})
