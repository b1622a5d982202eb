import { environmentWith } from './env.ts'

export interface ChildOptions {
  cwd?: string
  variables?: Record<string, string>
  /** Keeps what it writes to stderr, instead of passing it on. */
  catchErrors?: boolean
}

export interface ChildOutcome {
  code: number
  errors: string
}

/** Runs a program on this terminal, to its end. Ctrl-C is the program's; what ends this process ends the program. */
export async function runChild(command: string[], options: ChildOptions = {}): Promise<ChildOutcome> {
  const { cwd = process.cwd(), variables = {}, catchErrors = false } = options
  const child = Bun.spawn(command, {
    cwd,
    env: environmentWith(variables),
    stdio: ['inherit', 'inherit', catchErrors ? 'pipe' : 'inherit'],
  })
  const ignore = () => {}
  const end = () => child.kill()
  process.on('SIGINT', ignore).on('SIGTERM', end).on('SIGHUP', end)
  try {
    const errors = child.stderr ? await new Response(child.stderr).text() : ''
    return { code: await child.exited, errors }
  } finally {
    process.off('SIGINT', ignore).off('SIGTERM', end).off('SIGHUP', end)
  }
}
