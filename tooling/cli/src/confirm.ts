import { createInterface } from 'node:readline/promises'
import { Failure, wrongUsage } from './failure.ts'

/** Asks for `name` to be typed again before `what` happens. Without a terminal, only `--yes` will do. */
export async function confirm(name: string, what: string, isSure: boolean): Promise<void> {
  if (isSure) return
  if (!process.stdin.isTTY) throw wrongUsage(`this ${what}: run it on a terminal, or with --yes`)
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
