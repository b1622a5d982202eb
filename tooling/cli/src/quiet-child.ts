import { Failure } from './failure.ts'
import { onEndingSignals } from './signals.ts'

export interface QuietChildOptions {
  cwd: string
  /** What it reads from stdin. */
  input?: string
}

/**
 * Runs a program that nobody watches, and resolves with what it has written. Throws a Failure with its errors if it fails.
 * What would end this process ends the program only, so that what was begun can be undone.
 */
export async function runQuietly(command: string[], { cwd, input = '' }: QuietChildOptions): Promise<string> {
  const child = Bun.spawn(command, { cwd, stdin: Buffer.from(input), stdout: 'pipe', stderr: 'pipe' })
  using _signals = onEndingSignals(() => child.kill())
  const [output, errors, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited])
  if (code === 0) return output
  throw new Failure(`"${command.slice(1).join(' ')}" failed: ${errors.trim() || output.trim() || code}`)
}
