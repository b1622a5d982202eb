import { join } from 'node:path'
import { runChild } from '../child.ts'
import { Failure } from '../failure.ts'

const program = join(Bun.resolveSync('drizzle-kit', import.meta.dir), '..', 'bin.cjs')

/** Runs drizzle-kit in an app's folder. On a terminal it asks, for example whether a column was renamed. */
export async function runDrizzleKit(
  folder: string,
  args: readonly string[],
  variables: Record<string, string> = {},
): Promise<void> {
  const command = [process.execPath, '--bun', program, ...args]
  const { code, errors } = await runChild(command, { cwd: folder, variables, catchErrors: !hasTerminal() })
  // It exits with 0 where it could not ask.
  if (errors.includes('Interactive prompts require a TTY')) {
    throw new Failure('drizzle-kit asks whether something was renamed: run this on a terminal')
  }
  if (code !== 0) throw new Failure(`drizzle-kit failed: ${/^.*error.*$/im.exec(errors)?.[0] ?? 'see above'}`)
}

function hasTerminal(): boolean {
  return process.stdin.isTTY === true && process.stdout.isTTY === true
}
