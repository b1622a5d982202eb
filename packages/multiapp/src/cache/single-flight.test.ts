import { expect, test } from 'bun:test'
import { createSingleFlight } from './single-flight.ts'

test('a run that never settles is joined for half a minute, and what it gives later is not kept', async () => {
  let clock = 0
  const flights = createSingleFlight<string>(() => clock)
  const hung = Promise.withResolvers<string>()
  const kept: Record<string, boolean> = {}
  const run = (name: string, result: Promise<string>) => async (isCurrent: () => boolean) => {
    const value = await result
    kept[name] = isCurrent()
    return value
  }
  const first = flights.join('k', run('first', hung.promise))
  clock = 29_999
  const joined = flights.join('k', run('joined', Promise.resolve('never run')))
  clock = 30_000
  expect(await flights.join('k', run('second', Promise.resolve('second')))).toBe('second')
  hung.resolve('first')
  expect(await Promise.all([first, joined])).toEqual(['first', 'first'])
  expect(kept).toEqual({ first: false, second: true })
})
