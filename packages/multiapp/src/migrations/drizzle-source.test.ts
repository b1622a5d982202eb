import { expect, test } from 'bun:test'
import { drizzleMigrations } from './drizzle-source.ts'

test('a migration gets its down from the file beside it, or with its SQL from a TypeScript file', () => {
  expect(
    drizzleMigrations({
      '0001_typed': { up: 'SELECT 2', down: 'SELECT 3', transaction: false },
      '0000_init.down': 'DROP TABLE one',
      '0000_init': 'CREATE TABLE one ()',
    }),
  ).toEqual([
    { version: 0, name: 'init', up: 'CREATE TABLE one ()', down: 'DROP TABLE one', transaction: true },
    { version: 1, name: 'typed', up: 'SELECT 2', down: 'SELECT 3', transaction: false },
  ])
})

test('a down with nothing to undo is refused by name', () => {
  expect(() => drizzleMigrations({ '0000_init': 'SELECT 1', '0000_other.down': 'SELECT 1' })).toThrow(
    '0000_other.down has no 0000_other to undo',
  )
})
