/** What a program was started with, and nothing else: what surrounds a test run must not decide what it is. */
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
  return {
    pid: child.pid,
    /** Resolves to its first line, and keeps reading, so that it never waits for somebody who does. */
    async firstLine(): Promise<string> {
      const decoder = new TextDecoder()
      const first = Promise.withResolvers<string>()
      const read = async () => {
        let text = ''
        for await (const chunk of child.stdout) {
          text += decoder.decode(chunk, { stream: true })
          if (text.includes('\n')) first.resolve(text.slice(0, text.indexOf('\n')))
        }
        first.reject(new Error(`it ended before it printed a line: ${await child.stderr.text()}`))
      }
      void read()
      return first.promise
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
