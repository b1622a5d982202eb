import { expect, test } from 'bun:test'
import { quantile } from './quantile.ts'

test('is the value that this share of them is at most', () => {
  const values = Array.from({ length: 200 }, (_, index) => 200 - index)
  expect([quantile(values, 0.99), quantile(values, 0.5), quantile(values, 1)]).toEqual([198, 100, 200])
  expect(quantile([7], 0.99)).toBe(7)
})

test('of nothing is refused', () => {
  expect(() => quantile([], 0.99)).toThrow('no values')
})
