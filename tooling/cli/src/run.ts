import { EnvError } from '@repo/multiapp'
import { type Command, CommanderError } from 'commander'
import { Failure } from './failure.ts'
import { askForMissing } from './missing-words.ts'
import { createProgram } from './program.ts'

/** Runs one command line and returns the exit code: 0, 1 for a command that failed, 2 for one that was used wrongly. */
export async function run(args: readonly string[], writeLine = console.error): Promise<number> {
  const program = createProgram()
  const print = (error: unknown) => writeLine(toLine(error))
  try {
    const asked = await parse(program, args)
    return asked.length > 0 ? run([...args, ...asked], writeLine) : 0
  } catch (error) {
    if (error instanceof CommanderError) return usage(program, args, error, print)
    if (error instanceof Failure) {
      for (const message of error.messages) print(message)
      return error.exitCode
    }
    print(error instanceof EnvError ? `the environment is not right: ${error.problems.join('; ')}` : error)
    return 1
  }
}

// Resolves with what was missing and has been asked for; then nothing was run.
async function parse(program: Command, args: readonly string[]): Promise<string[]> {
  try {
    await program.parseAsync(args, { from: 'user' })
    return []
  } catch (error) {
    const asked = error instanceof CommanderError ? await askForMissing(error) : []
    if (asked.length === 0) throw error
    return asked
  }
}

// Help that was asked for, and help for want of a command, arrive as errors too.
function usage(
  program: Command,
  args: readonly string[],
  { code, message }: CommanderError,
  print: (line: string) => void,
): number {
  if (code.startsWith('commander.help')) return 0
  const what = message
    .replace(/^error: |\.$/g, '')
    .replace(/\s*\(Did you mean (.*)\?\)$/, ', did you mean $1')
  print(`${what}: see "${nameOf(program, args)} --help"`)
  return 2
}

function nameOf(program: Command, args: readonly string[]): string {
  const [first, ...rest] = args
  const command = program.commands.find((candidate) => candidate.name() === first)
  return command ? `${program.name()} ${nameOf(command, rest)}` : program.name()
}

function toLine(error: unknown): string {
  const message = error instanceof Error ? reasonOf(error).message : String(error)
  const line = message.trim().replace(/\s*\n\s*/g, '; ')
  const advice = /the database cannot be reached \([^)]*\)$/.test(line)
    ? ': look at DATABASE_URL, and whether that server runs'
    : ''
  return `error: ${line}${advice}`
}

// Drizzle's own error says the query and all that was sent with it, and not what is wrong.
function reasonOf(error: Error): Error {
  return 'params' in error && error.cause instanceof Error ? error.cause : error
}
