import { join } from 'node:path'
import { createTestDatabase } from '@repo/devdb/testing'

const main = join(import.meta.dir, 'main.ts')

/** `main.ts` as a production process, on a fresh database unless `env` names one. */
export async function spawnHost(env: Record<string, string> = {}, args: readonly string[] = []) {
  const database = env.DATABASE_URL === undefined ? await createTestDatabase() : undefined
  const host = spawnProcess([main, ...args], {
    NODE_ENV: 'production',
    MIGRATE_ON_START: 'on',
    DATABASE_URL: database?.url ?? '',
    DATABASE_ROLE_SECRET: 'a secret of the tests, the same for all',
    AUTH_SECRET: 'a-secret-of-the-tests-the-same-for-all',
    ...env,
  })
  return {
    ...host,
    async [Symbol.asyncDispose]() {
      await host[Symbol.asyncDispose]()
      await database?.drop()
    },
  }
}

/** `main.ts` as `bun run dev` starts it, with a database of its own below `dataDir`. */
export function spawnDev(dataDir: string, { watch = false, entry = main } = {}) {
  const options = [...(watch ? ['--watch', '--no-clear-screen'] : []), '--preload', '@repo/devdb/preload']
  return spawnProcess([...options, entry], { DATA_DIR: dataDir, NO_COLOR: '1' })
}

function spawnProcess(command: string[], env: Record<string, string>) {
  const child = Bun.spawn([process.execPath, ...command], {
    cwd: import.meta.dir,
    env: { PATH: process.env.PATH ?? '', PORT: '0', HOST: '127.0.0.1', ...env },
    stdout: 'pipe',
    stderr: 'pipe',
  })
  let output = ''
  const collect = async (stream: ReadableStream<Uint8Array>) => {
    for await (const chunk of stream) output += new TextDecoder().decode(chunk)
  }
  const collected = Promise.all([collect(child.stdout), collect(child.stderr)])

  return {
    child,
    /** All that it has printed so far. */
    output: () => output,
    /** Resolves once it has printed `text`. */
    async printed(text: string): Promise<void> {
      while (!output.includes(text)) {
        if (child.exitCode !== null) throw new Error(`it ended before it printed ${text}: ${output}`)
        await Bun.sleep(10)
      }
    },
    /** Where it listens, once it does. */
    async url(): Promise<string> {
      for (;;) {
        const found = /"url":"([^"]+)"/.exec(output)?.[1] ?? /(http:\/\/localhost:\d+)/.exec(output)?.[1]
        if (found) return found.replace('localhost', '127.0.0.1').replace(/\/$/, '')
        if (child.exitCode !== null) throw new Error(`it ended before it listened: ${output}`)
        await Bun.sleep(10)
      }
    },
    async exit() {
      const code = await child.exited
      await collected
      return { code, output }
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await child.exited
    },
  }
}
