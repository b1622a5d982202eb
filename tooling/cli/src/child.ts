import { environmentWith } from './env.ts'

export interface ChildOptions {
  cwd?: string
  variables?: Record<string, string>
  /** Keeps what it writes to stderr: instead of passing it on, or also. */
  catchErrors?: 'instead' | 'also'
}

export interface ChildOutcome {
  code: number
  errors: string
}

/** Runs a program on this terminal, to its end. Ctrl-C is the program's; what ends this process ends the program. */
export async function runChild(command: string[], options: ChildOptions = {}): Promise<ChildOutcome> {
  const { cwd = process.cwd(), variables = {}, catchErrors } = options
  let child: Bun.Subprocess<'inherit', 'inherit', 'pipe' | 'inherit'> | undefined
  const ignore = () => {}
  const end = () => child?.kill()
  // Before it starts: a signal that comes as soon as it runs would end this process and leave it behind.
  process.on('SIGINT', ignore).on('SIGTERM', end).on('SIGHUP', end)
  try {
    child = Bun.spawn(command, {
      cwd,
      env: environmentWith(variables),
      stdio: ['inherit', 'inherit', catchErrors ? 'pipe' : 'inherit'],
    })
    const errors = child.stderr ? await read(child.stderr, catchErrors === 'also') : ''
    return { code: await child.exited, errors }
  } finally {
    process.off('SIGINT', ignore).off('SIGTERM', end).off('SIGHUP', end)
  }
}

async function read(stream: ReadableStream<Uint8Array>, passesOn: boolean): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of stream) {
    if (passesOn) process.stderr.write(chunk)
    text += decoder.decode(chunk, { stream: true })
  }
  return text
}
