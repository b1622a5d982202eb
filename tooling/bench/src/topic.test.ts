import { expect, test } from 'bun:test'
import { isMet, type Row } from './topic.ts'

const row: Row = { name: 'a row', value: 900, unit: 'ns', ratio: 0.8 }

test('a row without a goal neither meets nor misses it', () => {
  expect(isMet(row)).toBeNull()
})

test('a goal of the value is met up to and with its limit', () => {
  expect(isMet({ ...row, goal: { of: 'value', atMost: 900 } })).toBe(true)
  expect(isMet({ ...row, goal: { of: 'value', atMost: 899 } })).toBe(false)
})

test('a goal of the ratio is met from its limit on', () => {
  expect(isMet({ ...row, goal: { of: 'ratio', atLeast: 0.8 } })).toBe(true)
  expect(isMet({ ...row, goal: { of: 'ratio', atLeast: 0.81 } })).toBe(false)
})

test('a goal of a ratio that was not measured is missed', () => {
  const { ratio, ...unmeasured } = row
  expect(isMet({ ...unmeasured, goal: { of: 'ratio', atLeast: 0.8 } })).toBe(false)
})
