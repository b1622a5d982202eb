import { join } from 'node:path'

export function git(root: string, ...args: string[]): Promise<string> {
  return run(['git', ...args], root)
}

/** Turbo, for which a change is one since the commit `base`. */
export function turbo(root: string, base: string | undefined, ...args: string[]): Promise<string> {
  const program = join(import.meta.dir, '../../../node_modules/.bin/turbo')
  return run([program, ...args], root, {
    TURBO_TELEMETRY_DISABLED: '1',
    ...(base && { TURBO_SCM_BASE: base, TURBO_SCM_HEAD: 'HEAD' }),
  })
}

async function run(command: string[], cwd: string, env: Record<string, string> = {}): Promise<string> {
  const child = Bun.spawn(command, { cwd, env: { ...process.env, ...env }, stdout: 'pipe', stderr: 'pipe' })
  const [exitCode, output, errors] = await Promise.all([
    child.exited,
    child.stdout.text(),
    child.stderr.text(),
  ])
  if (exitCode !== 0) throw new Error(`${command.slice(0, 2).join(' ')} failed: ${errors.trim()}`)
  return output.trim()
}
