import { expect, test } from 'bun:test'
import { ArgumentError, helpText, parseArguments } from './arguments.ts'
import type { Topic } from './topic.ts'

const topic = (name: string): Topic => ({ name, summary: `measures ${name}`, measure: async () => [] })
const all = [topic('memory'), topic('loopback'), topic('startup')]
const parse = (...given: string[]) => parseArguments(given, all)

test('measures all topics unless some are named', () => {
  expect(parse().topics).toEqual(all)
})

test('measures the named topics in the order of the list', () => {
  expect(parse('startup', 'memory').topics.map(({ name }) => name)).toEqual(['memory', 'startup'])
})

test('names the topics there are when one is unknown', () => {
  expect(() => parse('memory', 'speed')).toThrow(
    new ArgumentError('no topic "speed": there are memory, loopback, startup'),
  )
})

test('reads options before and after the topics', () => {
  expect(parse('--json', 'memory', '--rounds', '7', '--check')).toEqual({
    topics: [all[0] as Topic],
    rounds: 7,
    json: true,
    check: true,
    help: false,
  })
})

test.each(['0', '-1', '1.5', 'many', '', '1001'])('refuses %p as a number of rounds', (rounds) => {
  expect(() => parse(`--rounds=${rounds}`)).toThrow('--rounds: expected a whole number from 1 to 1000')
})

test('refuses an unknown option and points to the help', () => {
  expect(() => parse('--fast')).toThrow(ArgumentError)
  expect(() => parse('--fast')).toThrow('--help')
})

test('the help lists every topic with what it measures', () => {
  for (const { name, summary } of all) {
    expect(helpText(all)).toContain(name)
    expect(helpText(all)).toContain(summary)
  }
})
