import { expect, test } from 'bun:test'
import { pluralOf, singularOf } from './noun.ts'

test.each([
  ['note', 'notes'],
  ['box', 'boxes'],
  ['category', 'categories'],
  ['day', 'days'],
  ['address', 'addresses'],
  ['line-item', 'line-items'],
])('the plural of %s is %s, and the other way round', (noun, plural) => {
  expect(pluralOf(noun)).toBe(plural)
  expect(singularOf(plural)).toBe(noun)
})

test.each(['shop', 'status', 'business', 'analysis', 's'])('%s is taken for no plural', (word) => {
  expect(singularOf(word)).toBeUndefined()
})
