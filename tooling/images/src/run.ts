export interface RunOptions {
  cwd?: string
  env?: Record<string, string | undefined>
}

/** Runs a program that says little. Resolves to what it printed; rejects with what it said was wrong. */
export async function run(command: readonly string[], { cwd, env }: RunOptions = {}): Promise<string> {
  const child = Bun.spawn([...command], {
    ...(cwd && { cwd }),
    env: { ...process.env, ...env },
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const [exitCode, output, errors] = await Promise.all([
    child.exited,
    child.stdout.text(),
    child.stderr.text(),
  ])
  if (exitCode !== 0)
    throw new Error(`${command.slice(0, 2).join(' ')} failed: ${errors.trim() || output.trim()}`)
  return output.trim()
}

/** Runs a program whose output people want to see as it comes. */
export async function runVisibly(command: readonly string[], { cwd, env }: RunOptions = {}): Promise<void> {
  const child = Bun.spawn([...command], {
    ...(cwd && { cwd }),
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const exitCode = await child.exited
  if (exitCode !== 0) throw new Error(`${command.slice(0, 2).join(' ')} ended with exit code ${exitCode}`)
}
