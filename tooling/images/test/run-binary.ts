/** What a program is started with, and nothing else: what surrounds a test run must not decide what it is. */
export interface RunOptions {
  args?: readonly string[]
  env?: Record<string, string>
  cwd?: string
}

/** Runs a program to its end. */
export async function runToEnd(program: string, options: RunOptions = {}) {
  const child = start(program, options)
  const [code, output, errors] = await Promise.all([child.exited, child.stdout.text(), child.stderr.text()])
  return { code, output, errors }
}

/** Runs a program that goes on, until this is disposed of. */
export function runOn(program: string, options: RunOptions = {}) {
  const child = start(program, options)
  let output = ''
  const collect = async (stream: ReadableStream<Uint8Array>) => {
    for await (const chunk of stream) output += new TextDecoder().decode(chunk)
  }
  const collected = Promise.all([collect(child.stdout), collect(child.stderr)])
  return {
    pid: child.pid,
    /** Resolves to what `ask` does, once it does not reject. Throws what the program said if it has ended. */
    async until<T>(ask: () => Promise<T>): Promise<T> {
      for (;;) {
        try {
          return await ask()
        } catch {
          if (child.exitCode !== null) {
            await collected
            throw new Error(`${program} has ended: ${output}`)
          }
          await Bun.sleep(10)
        }
      }
    },
    /** Where it says that it listens. */
    url(): Promise<string> {
      return this.until(async () => {
        const [, url] = /"url":"([^"]+)"/.exec(output) ?? []
        return url ?? Promise.reject(new Error('not yet'))
      })
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await child.exited
    },
  }
}

function start(program: string, { args = [], env = {}, cwd = '/' }: RunOptions) {
  return Bun.spawn([program, ...args], { cwd, env, stdout: 'pipe', stderr: 'pipe' })
}
