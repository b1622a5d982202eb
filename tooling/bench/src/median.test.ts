import { expect, test } from 'bun:test'
import { median } from './median.ts'

test('takes the middle of an odd number of values, by size and not by place', () => {
  expect(median([100, 9, 20])).toBe(20)
})

test('takes the mean of the two in the middle of an even number', () => {
  expect(median([4, 1, 2, 100])).toBe(3)
})

test('leaves the values in their order', () => {
  const values = [3, 1, 2]
  median(values)
  expect(values).toEqual([3, 1, 2])
})

test('refuses to make up a median of nothing', () => {
  expect(() => median([])).toThrow(RangeError)
})
