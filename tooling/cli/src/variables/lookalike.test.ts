import { expect, test } from 'bun:test'
import { editDistance, lookalikeOf } from './lookalike.ts'

const known = [
  'PORT',
  'HOST',
  'APPS',
  'DATABASE_URL',
  'AUTH_SECRET',
  'REDIS_URL',
  'FEATURES_TASKS',
  'FEATURES_NOTES',
]

test.each([
  ['DATABSE_URL', 'DATABASE_URL'],
  ['DATABASE_ULR', 'DATABASE_URL'],
  ['DATABASEURL', 'DATABASE_URL'],
  ['database_url', 'DATABASE_URL'],
  ['REDIS_URI', 'REDIS_URL'],
  ['FEATURES_TSKS', 'FEATURES_TASKS'],
  ['FEATURES_NOTE', 'FEATURES_NOTES'],
  ['port', 'PORT'],
])('%s is taken for %s', (name, meant) => {
  expect(lookalikeOf(name, known)).toBe(meant)
})

test.each([
  'HOME',
  'POST',
  'DATABASE_URL',
  'DATABASE_URL_UNPOOLED',
  'FEATURES_BOOKSHOP',
  'PATH',
  'LANG',
  'TERM',
])('%s is taken for nothing else', (name) => {
  expect(lookalikeOf(name, known)).toBeUndefined()
})

test('the distance counts letters that are added, removed, changed and swapped', () => {
  expect([editDistance('', 'abc'), editDistance('abc', ''), editDistance('abc', 'abc')]).toEqual([3, 3, 0])
  expect([editDistance('abc', 'abxc'), editDistance('abc', 'ab'), editDistance('abc', 'axc')]).toEqual([
    1, 1, 1,
  ])
  expect([editDistance('abc', 'acb'), editDistance('kitten', 'sitting')]).toEqual([1, 3])
})
