import { expect, test } from 'bun:test'
import { createWaitingLine } from './waiting-line.ts'

const start = (patienceMs: number) => {
  const late: number[] = []
  const line = createWaitingLine<number>({ patienceMs, onLate: (waiter) => late.push(waiter) })
  return { line, late }
}

test('who waits is taken in turn, however many have gone before', () => {
  const { line } = start(60_000)
  for (let waiter = 0; waiter < 1000; waiter++) line.push(waiter)
  const taken: (number | undefined)[] = []
  for (let turn = 0; turn < 600; turn++) taken.push(line.shift())
  for (let waiter = 1000; waiter < 1100; waiter++) line.push(waiter)
  while (line.size > 0) taken.push(line.shift())
  expect(taken).toEqual(Array.from({ length: 1100 }, (_, waiter) => waiter))
  expect(line.shift()).toBeUndefined()
})

test('who is late is told once, in turn, not before its time, and is gone', async () => {
  const { line, late } = start(60)
  line.push(1)
  line.push(2)
  expect(line.shift()).toBe(1)
  await Bun.sleep(30)
  line.push(3)
  expect(late).toEqual([])
  while (late.length < 1) await Bun.sleep(1)
  expect(late).toEqual([2])
  while (late.length < 2) await Bun.sleep(1)
  expect([late, line.size, line.shift()]).toEqual([[2, 3], 0, undefined])
  line.push(4)
  while (late.length < 3) await Bun.sleep(1)
  expect(late).toEqual([2, 3, 4])
})
