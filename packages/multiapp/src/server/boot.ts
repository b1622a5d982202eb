import type { AnyAppBackend } from '../app/define-app.ts'
import { runCommand } from './commands/run-command.ts'

export interface BootOptions {
  mode: 'multi' | 'single'
  apps: readonly AnyAppBackend[]
}

/**
 * The whole of an app's `main.ts`: does what the first argument says, by default serves the apps until a signal. Whatever is
 * wrong is printed in words; the exit code is 1, or 2 for arguments that are none.
 */
export async function boot(options: BootOptions): Promise<void> {
  const exitCode = await runCommand(process.argv.slice(2), options)
  if (exitCode !== undefined) process.exit(exitCode)
}
