import { join } from 'node:path'
import type { LinksHost } from './hosts.ts'

/** A host as a process of its own, on the database of `beside`. */
export interface SpawnedHost extends AsyncDisposable {
  child: Bun.Subprocess
  url: string
}

export async function spawnHost(beside: LinksHost, { flushSeconds = 60 } = {}): Promise<SpawnedHost> {
  const child = Bun.spawn([process.execPath, join(import.meta.dir, '../src/main.ts')], {
    env: {
      ...beside.env,
      PATH: process.env.PATH ?? '',
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: '0',
      MIGRATE_ON_START: 'on',
      SETTINGS_LINKS: JSON.stringify({ flushSeconds }),
    },
    stderr: 'inherit',
  })
  return {
    child,
    url: await addressIn(child.stdout),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await child.exited
    },
  }
}

// The rest of the log is read and dropped: a full pipe would hold the process up.
async function addressIn(log: ReadableStream<Uint8Array>): Promise<string> {
  const found = Promise.withResolvers<string>()
  const read = async () => {
    let text = ''
    let url: string | undefined
    for await (const chunk of log) {
      if (url) continue
      text += new TextDecoder().decode(chunk)
      url = /"url":"([^"]+)\/"/.exec(text)?.[1]
      if (url) found.resolve(url)
    }
    found.reject(new Error(`it ended before it listened: ${text}`))
  }
  void read()
  return found.promise
}
