import { expect, test } from 'bun:test'
import { assertStorable } from './input.ts'

test.each([
  ['backslashes', { text: '\\'.repeat(4_000_000) }],
  ['beginnings of escapes', { text: '\\u000'.repeat(800_000) }],
  ['many things', { list: Array.from({ length: 500_000 }, () => 1) }],
])('a body of %s keeps nobody waiting', (_, body) => {
  const startedAt = performance.now()
  assertStorable(body)
  expect(performance.now() - startedAt).toBeLessThan(300)
})

test.each([
  [{ list: [{ text: 'nul \u0000' }] }],
  [{ 'nul \u0000': 1 }],
  [{ text: '\ud800' }],
  [{ organizationId: 'none' }],
  [{ callbackURL: `/${'x'.repeat(2048)}` }],
])('%j is refused', (body) => {
  expect(() => assertStorable(body)).toThrow()
})

test('text that only looks like an escape is text', () => {
  assertStorable({ text: String.raw`\u0000 and \ud800`, list: [null, undefined, 1, { text: '🦊' }] })
})
