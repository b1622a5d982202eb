import { expect, test } from 'bun:test'
import { EnvError, readEnv } from './env.ts'

const read = (source: Record<string, string>) =>
  readEnv(['notes', 'my-app'], {
    DATABASE_URL: 'postgres://admin@host/shared',
    DATABASE_ROLE_SECRET: 'x'.repeat(32),
    ...source,
  })
const problemsOf = (source: Record<string, string>) => {
  try {
    read(source)
    return []
  } catch (error) {
    if (error instanceof EnvError) return error.problems
    throw error
  }
}

test('an app has a database of its own where DATABASE_URL_<SLUG> says so', () => {
  const url = 'postgres://me:p%40ss@dedicated:6000/mine?sslmode=require'
  expect(read({ DATABASE_URL_MY_APP: url, DATABASE_URL_NOTES: '' }).databaseUrls).toEqual({ 'my-app': url })
  expect(read({}).databaseUrls).toEqual({})
})

test("a variable of no app's slug is somebody else's", () => {
  const others = {
    DATABASE_URL_UNPOOLED: 'x',
    DATABASE_URL_SHOP: 'x',
    SETTINGS_SHOP: '{',
    FEATURES_SHOP: 'a',
  }
  expect(read(others).databaseUrls).toEqual({})
})

test('a database of its own that is not right is named with what was expected, and no value', () => {
  const wrong = [
    ['mysql://me:hunter2@h/d', 'expected postgres://user:password@host:port/database'],
    ['postgres://me:hunter2/@h/d', 'expected postgres://user:password@host:port/database'],
    ['postgres://me:hunter2%zz@h/d', 'expected postgres://user:password@host:port/database'],
    ['postgres://h/d', 'expected the user to use it as'],
    ['postgres://me:hunter2@h/d?options=-c%20role=x', 'the parameter options is not taken here'],
  ] as const
  for (const [url, expected] of wrong) {
    const [problem = '', ...more] = problemsOf({ DATABASE_URL_NOTES: url })
    expect(problem).toStartWith(`DATABASE_URL_NOTES: ${expected}`)
    expect(problem).not.toContain('hunter2')
    expect(more).toEqual([])
  }
})

test('both a wrong DATABASE_URL_<SLUG> and a missing DATABASE_URL are told', () => {
  const problems = problemsOf({ DATABASE_URL: '', DATABASE_URL_NOTES: 'x' })
  expect(problems.map((problem) => problem.split(':')[0] ?? '')).toEqual([
    'DATABASE_URL_NOTES',
    'DATABASE_URL',
  ])
})

test('DATABASE_ROLE_PREFIX is what role names can begin with, and none by default', () => {
  expect(read({}).databaseRolePrefix).toBe('')
  expect(read({ DATABASE_ROLE_PREFIX: 'staging_' }).databaseRolePrefix).toBe('staging_')
  for (const prefix of ['Staging', 'pg_x', 'much_too_long_']) {
    expect(problemsOf({ DATABASE_ROLE_PREFIX: prefix })).toEqual([
      expect.stringMatching(/^DATABASE_ROLE_PREFIX: expected at most 13 lower-case letters/),
    ])
  }
})
