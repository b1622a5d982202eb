import type { AnyAppBackend } from '../../app/define-app.ts'
import { EnvError } from '../../env/env.ts'
import type { BootOptions } from '../boot.ts'

/** One of the things that a host's program does. */
export interface Command {
  /** What it does, for the list of commands. */
  summary: string
  /** The arguments it takes besides its name. */
  flags?: Readonly<Record<string, string>>
  /** Resolves to the exit code, or to undefined where the process goes on. Throws what is wrong, to be printed. */
  run(options: BootOptions, flags: ReadonlySet<string>): Promise<number | undefined>
}

/** What of the environment decides which apps are meant. */
export interface AppSelection {
  mode: 'multi' | 'single' | undefined
  apps: readonly string[] | undefined
}

/** The apps that MODE and APPS leave. Throws an EnvError where single mode has not exactly one. */
export function selectApps(options: BootOptions, env: AppSelection) {
  const mode = env.mode ?? options.mode
  const apps: AnyAppBackend[] = options.apps.filter(({ slug }) => !env.apps || env.apps.includes(slug))
  if (mode === 'single' && apps.length !== 1) {
    throw new EnvError([
      `MODE: single serves exactly one app: set APPS to one of ${options.apps.map(({ slug }) => slug).join(', ')}`,
    ])
  }
  return { mode, apps }
}
