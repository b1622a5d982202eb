import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EnvError, readEnv } from './env.ts'
import { EnvSchema } from './schema.ts'

let dataDir: string
beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'env-test-'))
})
afterAll(() => rmSync(dataDir, { recursive: true }))

const read = (source: Record<string, string>, slugs = ['notes', 'my-app']) =>
  readEnv(slugs, { DATABASE_URL: 'postgres://localhost/x', DATA_DIR: dataDir, ...source })
const problemsOf = (source: Record<string, string>) => {
  try {
    read(source)
    return []
  } catch (error) {
    if (error instanceof EnvError) return error.problems
    throw error
  }
}

test('unset, it is development: loopback, migrations, descriptions and pretty logs', () => {
  expect(read({})).toMatchObject({
    isProduction: false,
    port: 3000,
    hostname: '127.0.0.1',
    migrateOnStart: true,
    openapi: true,
    logFormat: 'pretty',
    maxBodyBytes: 1048576,
  })
})

test('in production it listens to all, migrates nothing, describes nothing, logs JSON', () => {
  expect(read({ NODE_ENV: 'production', DATABASE_ROLE_SECRET: 'x'.repeat(32) })).toMatchObject({
    isProduction: true,
    hostname: '0.0.0.0',
    migrateOnStart: false,
    openapi: false,
    logFormat: 'json',
  })
})

test('production makes up no secret and no database', () => {
  const problems = problemsOf({ NODE_ENV: 'production', DATABASE_URL: '' })
  expect(problems).toHaveLength(2)
  expect(problems[0]).toStartWith('DATABASE_URL: expected postgres://')
  expect(problems[1]).toContain('DATABASE_ROLE_SECRET: expected at least 32 random characters')
})

test('a wrong start lists every variable that is wrong, what was expected, and no value', () => {
  const problems = problemsOf({
    NODE_ENV: 'prod',
    PORT: 'http',
    DATABASE_URL: 'mysql://user:hunter2@host/db',
    DATABASE_ROLE_SECRET: 'hunter2',
    REDIS_URL: 'http://:hunter2@host',
    ROUTING: 'cookie',
    APPS: 'notes,shop',
    SETTINGS_NOTES: '{',
    MAX_BODY_BYTES: '-1',
    LOG_LEVEL: 'loud',
    OPENAPI: 'yes',
  })
  const names = [
    'NODE_ENV',
    'PORT',
    'DATABASE_URL',
    'DATABASE_ROLE_SECRET',
    'REDIS_URL',
    'ROUTING',
    'APPS',
    'SETTINGS_NOTES',
    'MAX_BODY_BYTES',
    'LOG_LEVEL',
    'OPENAPI',
  ]
  expect(problems.map((problem) => problem.split(':')[0] ?? '').sort()).toEqual(names.sort())
  expect(problems.join()).not.toContain('hunter2')
  expect(problems.find((problem) => problem.startsWith('APPS'))).toBe(
    'APPS: no app shop; there are notes, my-app',
  )
})

test("an app's features and settings come from variables of its slug", () => {
  const env = read({ FEATURES_MY_APP: 'comments, -export', SETTINGS_MY_APP: '{"pageSize":5}' })
  expect(env.features('my-app')).toEqual({ comments: true, export: false })
  expect(env.settings('my-app')).toEqual({ pageSize: 5 })
  expect(env.features('notes')).toEqual({})
})

test('the cache is in Redis where REDIS_URL says so, with TLS too, and else in memory', () => {
  expect(read({ REDIS_URL: 'rediss://:p@host:6380/1' }).redisUrl).toBe('rediss://:p@host:6380/1')
  expect(read({ REDIS_URL: '' })).not.toHaveProperty('redisUrl')
})

test("development's secret is made once, for its owner only", () => {
  const first = read({}).databaseRoleSecret
  expect(first).toHaveLength(64)
  expect(read({}).databaseRoleSecret).toBe(first)
  expect(statSync(join(dataDir, 'secrets', 'DATABASE_ROLE_SECRET')).mode & 0o777).toBe(0o600)
})

describe('.env.example', () => {
  const example = readFileSync(join(import.meta.dir, '../../../../.env.example'), 'utf8')
  test.each(Object.keys(EnvSchema.properties))('names %s', (name) => {
    expect(example).toMatch(new RegExp(`^# ?${name}=`, 'm'))
  })
})
