import { join } from 'node:path'
import { hasTerminal } from '../ask.ts'
import { runChild } from '../child.ts'
import { Failure } from '../failure.ts'

const program = join(Bun.resolveSync('drizzle-kit', import.meta.dir), '..', 'bin.cjs')

const interrupted = 130
const terminated = 143

/** Runs drizzle-kit in an app's folder. On a terminal it asks, for example whether a column was renamed. */
export async function runDrizzleKit(
  folder: string,
  args: readonly string[],
  variables: Record<string, string> = {},
): Promise<void> {
  const command = [process.execPath, '--bun', program, ...args]
  const catchErrors = hasTerminal() ? 'also' : 'instead'
  const { code, errors } = await runChild(command, { cwd: folder, variables, catchErrors })
  // It exits with 0 where it could not ask, and where it could not load the tables.
  if (errors.includes('Interactive prompts require a TTY')) {
    throw new Failure('drizzle-kit asks whether something was renamed: run this on a terminal')
  }
  // Who ends it need not be told.
  if (code === interrupted || code === terminated) throw new Failure()
  const reason = /^(?:[A-Z]\w*)?[Ee]rror: (.*)$/m.exec(errors)?.[1]
  if (reason !== undefined || code !== 0) {
    throw new Failure(`drizzle-kit failed: ${reason ?? (errors.trim() || `it exited with ${code}`)}`)
  }
}
