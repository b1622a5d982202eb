import { expect, test } from 'bun:test'
import { compare, formatLines, programs } from './budgets.ts'

/** What three programs take, of which each contains the one before, by what each adds. */
function effortsOf(framework: number, app: number, client: number) {
  return [framework, framework + app, framework + app + client].map((instantiations) => ({
    instantiations,
    seconds: 1,
  }))
}

test('a program is held to what it takes beyond the one above it', () => {
  const [framework = 0, app = 0, client = 0] = programs.map(({ mostInstantiations }) => mostInstantiations)
  const isMet = (...counts: Parameters<typeof effortsOf>) =>
    compare(effortsOf(...counts)).map((line) => line.isMet)
  expect(isMet(framework, app, client)).toEqual([true, true, true])
  expect(isMet(1, app + 1, client)).toEqual([true, false, true])
})

test('the report has a line for each program, and the time', () => {
  const text = formatLines(compare(effortsOf(1000, 1, 10_000_000)), 1.234)
  expect(text).toContain('1,000 of')
  expect(text).toMatch(/calls each of them +10,000,000 of +[\d,]+ instantiations ✗/)
  expect(text).toContain('1.23 s')
})
