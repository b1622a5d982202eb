import { expect, test } from 'bun:test'
import { mask } from './mask.ts'

test('of a secret only its length is shown', () => {
  expect(mask('hunter2hunter2', 'secret')).toBe('set, 14 characters')
})

test('of a URL all but what is secret is shown', () => {
  expect(mask('postgres://ann:hunter2@db:5432/apps?sslmode=require', 'url')).toBe(
    'postgres://ann:***@db:5432/apps?sslmode=require',
  )
  expect(mask('redis://:hunter2@db', 'url')).toBe('redis://:***@db')
  expect(mask('postgres://db/apps?user=ann&password=hunter2', 'url')).toBe(
    'postgres://db/apps?user=ann&password=***',
  )
  expect(mask('https://notes.example.com', 'url')).toBe('https://notes.example.com/')
})

test.each([
  'ann:hunter2@db',
  'hunter2',
  'postgres://ann:hun@hunter2@db/apps',
  'postgres://ann:hunter2/x@db/apps',
  'postgres://ann:5432/hunter2@db/apps',
  'postgres://ann:5432#hunter2@db/apps',
  'postgres://ann:5432?hunter2@db/apps',
])('nothing is shown of %s, which is no URL as it was meant', (value) => {
  expect(mask(value, 'url')).toBe(`set, ${value.length} characters`)
})

test('of JSON the texts are not shown, whatever else may be', () => {
  expect(mask('{"pageSize":50,"keys":["hunter2"],"on":true}', 'json')).toBe(
    '{"pageSize":50,"keys":["***"],"on":true}',
  )
  expect(mask('{"key":"hunter2"', 'json')).toBe('set, 16 characters')
  expect(mask('"hunter2"', 'json')).toBe('"***"')
})

test('other values are shown on one line, which a terminal does not act on', () => {
  expect(mask('a\u001b[31mb\nc', 'text')).toBe('a [31mb c')
  expect(mask('x'.repeat(200), 'text')).toHaveLength(101)
})
