import { Failure } from './failure.ts'

export interface QuietChildOptions {
  cwd: string
  /** What it reads from stdin. */
  input?: string
}

/**
 * Runs a program that nobody watches, and resolves with what it has written. Throws a Failure with its errors if it fails.
 * Ctrl-C ends the program only: what was begun can be undone.
 */
export async function runQuietly(command: string[], { cwd, input = '' }: QuietChildOptions): Promise<string> {
  const ignore = () => {}
  process.on('SIGINT', ignore)
  try {
    const child = Bun.spawn(command, { cwd, stdin: Buffer.from(input), stdout: 'pipe', stderr: 'pipe' })
    const [output, errors, code] = await Promise.all([
      new Response(child.stdout).text(),
      new Response(child.stderr).text(),
      child.exited,
    ])
    if (code === 0) return output
    throw new Failure(`"${command.slice(1).join(' ')}" failed: ${errors.trim() || output.trim()}`)
  } finally {
    process.off('SIGINT', ignore)
  }
}
