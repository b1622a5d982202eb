import { expect, test } from 'bun:test'
import { FormatRegistry } from '@sinclair/typebox'
import * as multiapp from '../index.ts'

// The package's main file brings libraries with formats of their own, of which a UUID's takes 20 µs: a list of twenty rows
// with five of them each took 2 ms to check.
test('what describes the API does not replace the formats by which requests and answers are checked', () => {
  expect(multiapp.defineApp).toBeFunction()
  expect(FormatRegistry.Has('credit_card')).toBe(false)
})

test.each([
  ['uuid', '0190b2c5-7d3a-7000-8000-0123456789ab', true],
  ['uuid', '0190B2C5-7D3A-7000-8000-0123456789AB', true],
  ['uuid', '00000000-0000-0000-0000-000000000000', true],
  ['uuid', 'urn:uuid:0190b2c5-7d3a-7000-8000-0123456789ab', false],
  ['uuid', '0190b2c57d3a700080000123456789ab', false],
  ['uuid', '{0190b2c5-7d3a-7000-8000-0123456789ab}', false],
  ['uuid', '0190b2c5-7d3a-7000-8000-0123456789ab\n', false],
  ['uuid', '', false],
  ['date', '2026-01-31', true],
  ['date', '2028-02-29', true],
  ['date', '2000-02-29', true],
  ['date', '0004-02-29', true],
  ['date', '9999-12-31', true],
  ['date', '2026-02-29', false],
  ['date', '2100-02-29', false],
  ['date', '2026-04-31', false],
  ['date', '2026-13-01', false],
  ['date', '2026-00-01', false],
  ['date', '2026-01-00', false],
  ['date', '0000-01-01', false],
  ['date', '1/2/2026', false],
  ['date', '2026-1-2', false],
  ['date', '2026-01-31T00:00:00Z', false],
  ['date', '2026-01-31\n', false],
  ['date-time', '2026-01-31T09:30:00Z', true],
  ['date-time', '2026-01-31T09:30:00.123Z', true],
  ['date-time', '2026-01-31T09:30:00.123456+05:30', true],
  ['date-time', '2026-02-30T09:30:00Z', false],
  ['date-time', '2026-01-31T24:00:00Z', false],
  ['date-time', '2026-01-31T09:60:00Z', false],
  ['date-time', '2026-01-31T09:30:00', false],
  ['date-time', '2026-01-31 09:30:00Z', false],
  ['date-time', '2026-01-31', false],
  ['date-time', 'Sat Jan 31 2026 09:30:00 GMT+0000 (UTC)', false],
])('as %s, %j is valid: %p', (format, text, expected) => {
  expect(FormatRegistry.Get(format)?.(text)).toBe(expected)
})
