import { expect, test } from 'bun:test'
import { alternate } from './rounds.ts'

const scripted = (script: Record<string, number[]>) => async (side: string, round: number) =>
  script[side]?.[round] ?? Number.NaN

test('measures the sides in turn and turns their order round each round', async () => {
  const order: string[] = []
  await alternate({
    sides: ['a', 'b'],
    rounds: 2,
    measure: async (side, round) => order.push(`${side}${round}`),
  })
  expect(order).toEqual(['a0', 'b0', 'b1', 'a1', 'a2', 'b2'])
})

test('does not count the round that warms up', async () => {
  const samples = await alternate({ sides: ['a'], rounds: 3, measure: scripted({ a: [1000, 1, 2, 3] }) })
  expect(samples.median('a')).toBe(2)
})

test('compares the sides within a round, so that a slow spell of the machine does not show', async () => {
  const measure = scripted({ ours: [0, 20, 200, 22], bare: [0, 10, 100, 11] })
  const samples = await alternate({ sides: ['ours', 'bare'], rounds: 3, measure })
  expect(samples.ratio('ours', 'bare')).toBe(2)
  expect(samples.difference('ours', 'bare')).toBe(11)
})
