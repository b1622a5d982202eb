import { expect, setDefaultTimeout, test } from 'bun:test'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createFixture } from '../../test/fixture.ts'
import type { ShownVariable } from './show.ts'

// Tests that start processes need more than Bun's 5 s on a busy machine.
setDefaultTimeout(30_000)

// What this machine has set is no matter of the tests.
const none = {
  DATABASE_URL: undefined,
  DATABASE_ROLE_SECRET: undefined,
  NODE_ENV: undefined,
  PORT: undefined,
}

test.concurrent('env tells what is in force, where it comes from, and nothing that is secret', async () => {
  await using fixture = await createFixture({ notes: {} })
  fixture.write(
    '.env',
    'PORT=4000\nHOST=0.0.0.0\nREDIS_URL=redis://:hunter2@cache\nAUTH_SECRET=hunter2-0123456789abcdefghijklmnopq\n',
  )
  fixture.write('.data/secrets/DATABASE_ROLE_SECRET', 'hunter2hunter2')
  const env = { ...none, HOST: '127.0.0.2', FEATURES_NOTES: 'export', FEATURES_NOTE: 'hunter2', PROT: '1' }
  const { code, stdout, stderr } = await fixture.start(['env'], env).outcome
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const line = (name: string) =>
    stdout
      .split('\n')
      .find((text) => text.startsWith(`${name} `))
      ?.split(/ {2,}/)
      .slice(1)
  expect(line('NODE_ENV')).toEqual(['development', 'default'])
  expect(line('PORT')).toEqual(['4000', '.env'])
  expect(line('HOST')).toEqual(['127.0.0.2', 'environment, not .env'])
  expect(line('FEATURES_NOTES')).toEqual(['export', 'environment'])
  expect(line('REDIS_URL')).toEqual(['redis://:***@cache', '.env'])
  expect(line('AUTH_SECRET')).toEqual(['set, 35 characters', '.env'])
  expect(line('DATABASE_ROLE_SECRET')).toEqual(['set, 14 characters', 'development'])
  expect(line('DATABASE_URL')).toEqual(['embedded PostgreSQL', 'development'])
  expect(line('PUBLIC_URL_NOTES')).toEqual(['http://notes.localhost:4000', 'default'])
  expect(line('SETTINGS_NOTES')).toBeUndefined()
  expect(stdout).toEndWith(
    '\nhint: FEATURES_NOTE (environment) is read by nothing: is FEATURES_NOTES meant?\n',
  )
  expect(stdout).not.toContain('hunter2')
  expect(existsSync(join(fixture.root, '.data/postgres'))).toBe(false)
})

test.concurrent('env fails with what a start would fail with, also as production would see it', async () => {
  await using fixture = await createFixture({ notes: {} })
  fixture.write('deploy.env', 'DATABASE_URL=postgres://ann:hun$ter2@db/apps\nDATABSE_ROLE_SECRET=hunter2\n')
  fixture.write('.env.local', '')
  const words = ['env', '--production', '--file', join(fixture.root, 'deploy.env')]
  const [wrong, played, json, nowhere] = await Promise.all([
    fixture.start(['env'], { ...none, PORT: 'http', FEATURES_NOTES: 'exprot' }).outcome,
    fixture.start(words, none).outcome,
    fixture.start([...words, '--json'], none).outcome,
    fixture.start(['env', '--file', 'nowhere.env'], none).outcome,
  ])
  expect([wrong.code, wrong.stderr]).toEqual([
    1,
    'error: PORT: expected a port from 0 to 65535; 0 takes a free one\n',
  ])
  expect(played.code).toBe(1)
  expect(played.stderr).toMatch(/^error: DATABASE_ROLE_SECRET: .*\nerror: AUTH_SECRET: .*\n$/)
  expect(json.code).toBe(1)
  const report: { variables: ShownVariable[]; problems: string[]; hints: string[] } = JSON.parse(json.stdout)
  expect(report.variables).toContainEqual({ name: 'NODE_ENV', value: 'production', from: '--production' })
  expect(report.variables).toContainEqual({
    name: 'DATABASE_URL',
    value: 'postgres://ann:***@db/apps',
    from: 'deploy.env',
  })
  expect(report.variables).toContainEqual({ name: 'SETTINGS_NOTES', app: 'notes', value: '', from: 'unset' })
  expect(report.problems).toHaveLength(2)
  expect(report.hints).toEqual([
    'DATABSE_ROLE_SECRET (deploy.env) is read by nothing: is DATABASE_ROLE_SECRET meant?',
    'DATABASE_URL (deploy.env) holds a $, which "bun run start" replaces: in a URL, write %24',
    '.env.local is not read: .env is',
  ])
  expect(nowhere).toEqual({ code: 2, stdout: '', stderr: 'error: there is no file nowhere.env\n' })
})
