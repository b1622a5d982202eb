import type { BootOptions } from '../boot.ts'

/** One of the things that a host's program does. */
export interface Command {
  /** What it does, for the list of commands. */
  summary: string
  /** The arguments it takes besides its name, and what each does. */
  flags?: Readonly<Record<string, string>>
  /** Resolves to the exit code, or to undefined where the process goes on. Throws what is wrong, to be printed. */
  run(options: BootOptions, flags: ReadonlySet<string>): Promise<number | undefined>
}
