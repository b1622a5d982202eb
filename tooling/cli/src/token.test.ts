import { expect, setDefaultTimeout, test } from 'bun:test'
import { decodeJwt } from 'jose'
import { createFixture } from '../test/fixture.ts'

// Tests that start processes need more than Bun's 5 s on a busy machine.
setDefaultTimeout(30_000)

const app = `import { defineApp } from '@repo/multiapp'
import { Elysia } from 'elysia'
const roles = { owner: ['*'], member: ['thing:read', 'thing:write'] }
export const app = defineApp({ slug: 'roles', name: 'Roles', roles }).backend({
  routes: ({ plugin }) => new Elysia().use(plugin).get('/me', ({ principal }) => principal, { requireAuth: true }),
})
`
const keys = { AUTH_SECRET: 'of the tests: 0123456789abcdefghij' }

test.concurrent('token prints a token, and nothing else, that the app takes', async () => {
  await using fixture = await createFixture({ plain: {}, roles: {} })
  fixture.write('apps/roles/src/index.ts', app)
  fixture.write(
    'ask.ts',
    `import { createServer, createLogger } from '@repo/multiapp'
import { app } from './apps/roles/src/index.ts'
const { DATABASE_URL, DATABASE_ROLE_SECRET, AUTH_SECRET } = process.env
const server = createServer({
  mode: 'single', databaseUrl: DATABASE_URL, databaseRoleSecret: DATABASE_ROLE_SECRET,
  authKeys: { secrets: [AUTH_SECRET] }, logger: createLogger({ level: 'silent' }),
})
await server.register(app)
const headers = { authorization: 'Bearer ' + process.argv[2] }
console.log(await (await server.fetch(new Request('http://localhost/me', { headers }))).text())
await server.shutdown()
`,
  )
  const user = '0b9a2c64-1f3e-4a57-9a3f-5f2f6d1c7e80'
  const org = '7d0f5a8e-9f1c-4c0e-8b1a-0d5a3c1e2f4b'
  const words = [
    'token',
    '--app',
    'roles',
    '--user',
    user,
    '--org',
    org,
    '--role',
    'owner',
    '--permissions',
    'thing:read',
  ]
  const { code, stdout, stderr } = await fixture.start([...words, '--ttl', '60'], keys).outcome
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/)
  const { iat, exp, ...claims } = decodeJwt(stdout.trim())
  expect(claims).toMatchObject({ pid: user, org_id: org, role: 'owner', perms: ['thing:read'] })
  expect(Number(exp) - Number(iat)).toBe(60)
  const asked = Bun.spawn([process.execPath, 'ask.ts', stdout.trim()], {
    cwd: fixture.root,
    env: { ...fixture.env, ...keys },
  })
  expect(JSON.parse(await new Response(asked.stdout).text())).toMatchObject({ id: user, role: 'owner' })

  const plain = await fixture.start(['token', '--app', 'plain'], { ...keys, DATABASE_URL: undefined }).outcome
  expect({ code: plain.code, stderr: plain.stderr }).toEqual({ code: 0, stderr: '' })
  expect(decodeJwt(plain.stdout.trim()).pid).toMatch(/^[0-9a-f-]{36}$/)
})

test.concurrent('token refuses what the app does not declare, and production', async () => {
  await using fixture = await createFixture({ plain: {}, roles: {} })
  fixture.write('apps/roles/src/index.ts', app)
  const wrong = async (words: string, env: Record<string, string> = {}) => {
    const { code, stdout, stderr } = await fixture.start(['token', ...words.split(' ')], { ...keys, ...env })
      .outcome
    expect(stdout).toBe('')
    return `${code} ${stderr}`
  }
  const results = await Promise.all([
    wrong('--app roles --role admin'),
    wrong('--app plain --role admin'),
    wrong('--app roles --permissions thing:read,thing:delete'),
    wrong('--app roles', { NODE_ENV: 'production' }),
  ])
  expect(results).toEqual([
    '2 error: app "roles" declares no role "admin": it has member, owner\n',
    '2 error: app "plain" declares no role "admin": it has none\n',
    '2 error: app "roles" declares no permission "thing:delete": it has thing:read, thing:write\n',
    '1 error: in production people sign in: this command makes anybody of anybody\n',
  ])
})
