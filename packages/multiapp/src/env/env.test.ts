import { afterAll, beforeAll, expect, test } from 'bun:test'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EnvError, readEnv } from './env.ts'

let dataDir: string
beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'env-test-'))
})
afterAll(() => rmSync(dataDir, { recursive: true }))

const read = (source: Record<string, string>, slugs = ['notes', 'my-app']) =>
  readEnv(slugs, { DATABASE_URL: 'postgres://localhost/x', DATA_DIR: dataDir, ...source })
const random = '0123456789abcdefghijklmnopqrstuvwxyz'
const secrets = { DATABASE_ROLE_SECRET: random, AUTH_SECRET: random }
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
  expect(read({ NODE_ENV: 'production', ...secrets })).toMatchObject({
    isProduction: true,
    hostname: '0.0.0.0',
    migrateOnStart: false,
    openapi: false,
    logFormat: 'json',
  })
})

test('production prints for machines only', () => {
  expect(problemsOf({ NODE_ENV: 'production', ...secrets, LOG_FORMAT: 'pretty' })).toEqual([
    'LOG_FORMAT: expected json: pretty lines are for development',
  ])
})

test('production makes up no secret and no database', () => {
  const problems = problemsOf({ NODE_ENV: 'production', DATABASE_URL: '' })
  expect(problems).toHaveLength(3)
  expect(problems.join('\n')).toContain('DATABASE_URL: expected postgres://')
  expect(problems.join('\n')).toContain('DATABASE_ROLE_SECRET: expected at least 32 random characters')
  expect(problems.join()).toContain('AUTH_SECRET: expected at least 32 random bytes')
})

test('who makes no tokens needs no keys, also in production', () => {
  const { AUTH_SECRET: _, ...other } = secrets
  const source = { NODE_ENV: 'production', DATABASE_URL: 'postgres://localhost/x', ...other }
  expect(readEnv(['notes'], source, { needsKeys: false })).not.toHaveProperty('authKeys')
  expect(() => readEnv(['notes'], { ...source, AUTH_SECRET: 'short' }, { needsKeys: false })).toThrow(
    'AUTH_SECRET',
  )
})

test('keys of tokens are read at the start, and what is wrong with them is said by the variable', () => {
  const pem = (type: 'ed25519' | 'x25519') =>
    generateKeyPairSync(type as 'ed25519')
      .privateKey.export({ type: 'pkcs8', format: 'pem' })
      .toString()
  const ed25519 = pem('ed25519')
  expect(read({ AUTH_SECRET: `${random},${random}2` }).authKeys).toEqual({
    algorithm: 'HS256',
    secrets: [random, `${random}2`],
  })
  const pairs = read({
    AUTH_ALGORITHM: 'EdDSA',
    AUTH_PRIVATE_KEY: ed25519.replaceAll('\n', '\\n') + pem('ed25519'),
  })
  expect(pairs.authKeys).toMatchObject({ algorithm: 'EdDSA', keys: [ed25519.trim(), expect.any(String)] })
  const wrong: [Record<string, string>, string][] = [
    [{ AUTH_SECRET: 'hunter2' }, 'AUTH_SECRET: a secret has at least 32 bytes'],
    [{ AUTH_SECRET: `${random},hunter2` }, 'AUTH_SECRET: a secret has at least 32 bytes'],
    [{ AUTH_SECRET: 'change-me-change-me-change-me-hunter2' }, 'AUTH_SECRET: a secret is random'],
    [{ AUTH_ALGORITHM: 'none' }, 'AUTH_ALGORITHM: expected one of HS256'],
    [{ AUTH_ALGORITHM: 'ES256' }, 'AUTH_PRIVATE_KEY: expected PEM blocks'],
    [
      { AUTH_ALGORITHM: 'ES256', AUTH_PRIVATE_KEY: ed25519 },
      'AUTH_PRIVATE_KEY: ES256 needs a key of type ec',
    ],
    [{ AUTH_ALGORITHM: 'EdDSA', AUTH_PRIVATE_KEY: pem('x25519') }, 'AUTH_PRIVATE_KEY: EdDSA needs'],
    [{ AUTH_PRIVATE_KEY: ed25519 }, 'AUTH_PRIVATE_KEY: HS256 signs with AUTH_SECRET'],
  ]
  for (const [source, problem] of wrong) {
    const problems = problemsOf(source)
    expect(problems).toEqual([expect.stringContaining(problem)])
    expect(problems.join()).not.toContain('hunter2')
  }
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

test('what an environment says of an app: where it is found, where its mail goes, how strict it is', () => {
  const development = read({ PORT: '4000' })
  expect(development.overrides('my-app', 'multi')).toEqual({
    features: {},
    settings: {},
    isProduction: false,
    publicUrl: 'http://my-app.localhost:4000',
    mail: { outboxFolder: join(dataDir, 'outbox') },
  })
  expect(development.overrides('my-app', 'single').publicUrl).toBe('http://localhost:4000')
  const production = read({
    NODE_ENV: 'production',
    ...secrets,
    PUBLIC_URL_MY_APP: 'https://my.example.com/app/',
    SMTP_URL: 'smtps://user:word@mail.example.com',
    MAIL_FROM: 'My app <my@example.com>',
  })
  expect(production.overrides('my-app', 'multi')).toMatchObject({
    isProduction: true,
    publicUrl: 'https://my.example.com/app',
    mail: { smtpUrl: 'smtps://user:word@mail.example.com', from: 'My app <my@example.com>' },
  })
  expect(production.overrides('notes', 'multi')).not.toHaveProperty('publicUrl')
  expect(production.overrides('notes', 'multi').mail).not.toHaveProperty('outboxFolder')
})

test('a public URL of production is over TLS, or on this machine', () => {
  const wrong = (url: string) =>
    problemsOf({ NODE_ENV: 'production', ...secrets, PUBLIC_URL_NOTES: url }).filter((problem) =>
      problem.startsWith('PUBLIC_URL_NOTES'),
    ).length
  expect(['http://notes.example.com', 'http://localhost.example.com', 'http://10.0.0.1'].map(wrong)).toEqual([
    1, 1, 1,
  ])
  const right = [
    'https://notes.example.com',
    'http://localhost:8080',
    'http://notes.localhost',
    'http://[::1]:3000',
  ]
  expect(right.map(wrong)).toEqual([0, 0, 0, 0])
  expect(() => read({ PUBLIC_URL_NOTES: 'http://notes.example.com' })).not.toThrow()
})

test('a public URL, a mail server or a proxy that is none is named, and its value is not shown', () => {
  const problems = problemsOf({
    PUBLIC_URL_NOTES: 'https://user:hunter2@example.com',
    SMTP_URL: 'mail.hunter2.com',
    TRUSTED_PROXIES: 'hunter2',
  })
  expect(problems.map((problem) => problem.slice(0, problem.indexOf(':'))).toSorted()).toEqual([
    'PUBLIC_URL_NOTES',
    'SMTP_URL',
    'TRUSTED_PROXIES',
  ])
  expect(problems.join()).not.toContain('hunter2')
})

test('no proxy is trusted unless it is named', () => {
  expect(read({}).trustedProxies).toBe(0)
  expect(read({ TRUSTED_PROXIES: '2' }).trustedProxies).toBe(2)
})
