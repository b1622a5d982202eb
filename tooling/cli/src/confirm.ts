import { createInterface } from 'node:readline/promises'
import { hasTerminal } from './ask.ts'
import { Failure, wrongUsage } from './failure.ts'

/** Asks for `name` to be typed again before `what` happens. Without a terminal, only the flag will do. */
export async function confirm(name: string, what: string, flag = '--yes'): Promise<void> {
  if (!hasTerminal()) throw wrongUsage(`this ${what}: run it on a terminal, or with ${flag}`)
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  try {
    const typed = await terminal.question(`this ${what}. Type ${name} to go on: `).catch(() => {
      process.stdout.write('\n')
      throw new Failure('not confirmed: nothing was changed')
    })
    if (typed.trim() !== name) throw new Failure(`that is not ${name}: nothing was changed`)
  } finally {
    terminal.close()
  }
}
