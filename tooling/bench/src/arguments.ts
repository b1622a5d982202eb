import { parseArgs } from 'node:util'
import type { Topic } from './topic.ts'

export interface Arguments {
  topics: readonly Topic[]
  rounds: number
  json: boolean
  check: boolean
  help: boolean
}

/** What the command line says that cannot be done: its message says what can. */
export class ArgumentError extends Error {
  override readonly name = 'ArgumentError'
}

const defaultRounds = 5
const mostRounds = 1_000

/** Reads the command line; topics keep the order of `all`. Throws an ArgumentError. */
export function parseArguments(given: readonly string[], all: readonly Topic[]): Arguments {
  const { values, positionals } = parse(given)
  const unknown = positionals.filter((name) => !all.some((topic) => topic.name === name))
  if (unknown.length > 0) {
    throw new ArgumentError(
      `no topic ${unknown.map((name) => `"${name}"`).join(', ')}: there are ${all.map(({ name }) => name).join(', ')}`,
    )
  }
  return {
    topics: all.filter(({ name }) => positionals.length === 0 || positionals.includes(name)),
    rounds: parseRounds(values.rounds),
    json: values.json,
    check: values.check,
    help: values.help,
  }
}

export function helpText(all: readonly Topic[]): string {
  const width = Math.max(...all.map(({ name }) => name.length))
  return [
    'usage: bun bench [topic…] [--rounds N] [--json] [--check] [--help]',
    '',
    'Measures the framework against what it is made of, on real servers, a real PostgreSQL and a real Redis.',
    '',
    'A ratio is the speed of a row against that of its peer, measured in turn with it: 1 is as fast, 0.5 half as fast. Values',
    'are of this machine, and of what else it has to do.',
    '',
    'topics (all of them unless named):',
    ...all.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    'options:',
    `  --rounds N  alternating rounds that the medians are of (default ${defaultRounds})`,
    '  --json      prints { machine, versions, rows, notMeasured } instead of a table',
    '  --check     exits with 1 if a row that was measured misses its goal',
    '  --help      prints this',
    '',
    'examples:',
    '  bun bench',
    '  bun bench in-process --rounds 15',
    '  bun bench loopback memory --json > bench.json',
    '  bun bench --check',
  ].join('\n')
}

function parse(given: readonly string[]) {
  try {
    return parseArgs({
      args: [...given],
      allowPositionals: true,
      options: {
        rounds: { type: 'string', default: String(defaultRounds) },
        json: { type: 'boolean', default: false },
        check: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new ArgumentError(`${reason}: see "bun bench --help"`, { cause })
  }
}

function parseRounds(text: string): number {
  const rounds = /^\d+$/.test(text) ? Number(text) : 0
  if (rounds < 1 || rounds > mostRounds) {
    throw new ArgumentError(
      `--rounds: expected a whole number from 1 to ${mostRounds}, got ${JSON.stringify(text)}`,
    )
  }
  return rounds
}
