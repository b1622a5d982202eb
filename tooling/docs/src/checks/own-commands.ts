import { ArgumentError, parseArguments } from '@repo/bench/arguments'
import { topics } from '@repo/bench/topics'
import { createProgram } from '@repo/cli'
import { type Command, CommanderError } from 'commander'

/** What `bun kit` would say to these words, or undefined if it would run. Nothing is run. */
export function kitProblem(words: readonly string[]): string | undefined {
  try {
    silence(createProgram()).parse(untilElision(words), { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (!error.code.startsWith('commander.help')) return `bun kit: ${firstLine(error.message)}`
  }
  return undefined
}

/** As `kitProblem`, of `bun bench`. */
export function benchProblem(words: readonly string[]): string | undefined {
  try {
    parseArguments(untilElision(words), topics)
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error
    return `bun bench: ${error.message}`
  }
  return undefined
}

function firstLine(message: string): string {
  return message
    .replace(/^error: /, '')
    .split('\n', 1)
    .join()
}

function silence(command: Command): Command {
  command.exitOverride().configureOutput({ writeOut() {}, writeErr() {} })
  if (command.commands.length === 0) command.action(() => {})
  for (const below of command.commands) silence(below)
  return command
}

// `bun kit <command>` and `bun kit db …` name what they are about; N is a number.
function untilElision(words: readonly string[]): string[] {
  const end = words.findIndex((word) => word === '…' || word === '<command>')
  return words.slice(0, end < 0 ? undefined : end).map((word) => (word === 'N' ? '1' : word))
}
