export interface Place {
  folder: string
  /** The repository, which a page calls /home/you/kit. */
  kit: string
  /** What stands for the ports that a page names. */
  ports: Readonly<Record<number, number>>
}

export interface Running {
  /** All that it has printed so far, as a page says it. */
  printed(): string
  /** Resolves with the exit code. */
  ended(): Promise<number>
  stop(): Promise<void>
}

/** Starts a command of a page, with nothing of this process's environment that a new user would not have. */
export function startCommand(command: string, { folder, kit, ports }: Place): Running {
  const here = Object.entries(ports).reduce(
    (text, [named, port]) => text.replaceAll(new RegExp(`(:|PORT=)${named}\\b`, 'g'), `$1${port}`),
    command,
  )
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, NO_COLOR: '1', PORT: String(ports[3000]) }
  const child = Bun.spawn(['bash', '-c', here], {
    cwd: folder,
    env,
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  })
  let text = ''
  const collect = async (stream: ReadableStream<Uint8Array>) => {
    for await (const chunk of stream) text += new TextDecoder().decode(chunk)
  }
  const collected = Promise.all([collect(child.stdout), collect(child.stderr)])
  const ended = async () => {
    await collected
    return child.exited
  }
  return {
    printed: () => text.replaceAll(kit, '/home/you/kit'),
    ended,
    async stop() {
      child.kill('SIGTERM')
      await ended()
    },
  }
}
