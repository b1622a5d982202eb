import { expect, test } from 'bun:test'
import { splitStatements } from './sql-text.ts'

test.each([
  ['SELECT 1; SELECT 2', ['SELECT 1', 'SELECT 2']],
  ["SELECT ';'; SELECT 2", ["SELECT ';'", 'SELECT 2']],
  ["SELECT 'it''s; one'; SELECT 2", ["SELECT 'it''s; one'", 'SELECT 2']],
  ["SELECT E'\\'; still'; SELECT 2", ["SELECT E'\\'; still'", 'SELECT 2']],
  ["SELECT 'back\\'; SELECT 2", ["SELECT 'back\\'", 'SELECT 2']],
  ['SELECT ";"; SELECT 2', ['SELECT ";"', 'SELECT 2']],
  ['DO $$ BEGIN; END $$; SELECT 2', ['DO $$ BEGIN; END $$', 'SELECT 2']],
  ['DO $a$ $$ ; $$ $a$; SELECT 2', ['DO $a$ $$ ; $$ $a$', 'SELECT 2']],
  ['SELECT a$b; SELECT $1', ['SELECT a$b', 'SELECT $1']],
  ['SELECT 1 -- a; b\n; SELECT 2', ['SELECT 1 -- a; b', 'SELECT 2']],
  ['/* a; /* b; */ c; */ SELECT 1; -- end', ['SELECT 1']],
  [
    'CREATE TABLE a ();\n--> statement-breakpoint\nCREATE TABLE b ()',
    ['CREATE TABLE a ()', 'CREATE TABLE b ()'],
  ],
  [
    'CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END; SELECT 3',
    ['CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END', 'SELECT 3'],
  ],
  [' ;; ', []],
])('%s', (sql, statements) => {
  expect(splitStatements(sql)).toEqual(statements)
})
