import type { BootOptions } from '../boot.ts'
import type { Command } from './command.ts'
import { health } from './health.ts'
import { migrate } from './migrate.ts'
import { routes } from './routes.ts'
import { serve } from './serve.ts'

const commands: Readonly<Record<string, Command>> = { server: serve, migrate, health, routes }

const wrongUsage = 2

/** Does what the arguments say. Resolves to the exit code, or to undefined where the process goes on. */
export async function runCommand(args: readonly string[], options: BootOptions): Promise<number | undefined> {
  const [name = 'server', ...given] = args
  if (['--help', '-h', 'help'].includes(name)) {
    console.log(listOfCommands())
    return 0
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!command) return refuse(`no command "${name}": expected one of these`)
  const unknown = given.find((flag) => !Object.hasOwn(command.flags ?? {}, flag))
  if (unknown !== undefined) return refuse(`${name} takes no "${unknown}": expected one of these`)
  try {
    return await command.run(options, new Set(given))
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return 1
  }
}

function refuse(message: string): number {
  console.error(`${message}\n\n${listOfCommands()}`)
  return wrongUsage
}

function listOfCommands(): string {
  const rows = Object.entries(commands).flatMap(([name, { summary, flags = {} }]) => [
    [name, summary],
    ...Object.entries(flags).map(([flag, does]) => [`${name} ${flag}`, does]),
  ])
  const width = Math.max(...rows.map(([name = '']) => name.length))
  return rows.map(([name = '', summary]) => `  ${name.padEnd(width)}  ${summary}`).join('\n')
}
