import { join } from 'node:path'
import { createTestDatabase } from '@repo/devdb/testing'

/** `test/main.ts` as a process of its own, on a fresh database. */
export async function spawnHost(env: Record<string, string> = {}) {
  const database = await createTestDatabase()
  const child = Bun.spawn([process.execPath, join(import.meta.dir, 'main.ts')], {
    cwd: import.meta.dir,
    env: {
      PATH: process.env.PATH ?? '',
      NODE_ENV: 'production',
      PORT: '0',
      HOST: '127.0.0.1',
      MIGRATE_ON_START: 'on',
      DATABASE_URL: database.url,
      DATABASE_ROLE_SECRET: 'a secret of the tests, the same for all',
      ...env,
    },
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
    /** Where it listens, once it does. */
    async url() {
      for (;;) {
        const found = /"url":"([^"]+)"/.exec(output)?.[1] ?? /(http:\/\/localhost:\d+)/.exec(output)?.[1]
        if (found) return found.replace(/\/$/, '')
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
      await database.drop()
    },
  }
}
