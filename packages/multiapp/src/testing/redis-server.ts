import { type ChildProcess, spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { Redis } from 'ioredis'
import { freePort } from './free-port.ts'

export interface TestRedis extends AsyncDisposable {
  readonly url: string
  readonly port: number
  /** kill -9. */
  kill(): Promise<void>
  /** After `kill`: an empty one, on the same port. */
  start(): Promise<void>
  /** It accepts connections and never answers. */
  freeze(): void
  thaw(): void
}

/** A redis-server on a free port that keeps nothing on disk. It ends with this process, however that ends. */
export async function startRedis(...options: string[]): Promise<TestRedis> {
  const port = freePort()
  let server: Awaited<ReturnType<typeof launch>> | undefined = await launch(port, options)
  const kill = async () => {
    const killed = server
    server = undefined
    await killed?.end()
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    kill,
    async start() {
      server = await launch(port, options)
    },
    freeze: () => server?.signal('SIGSTOP'),
    thaw: () => server?.signal('SIGCONT'),
    [Symbol.asyncDispose]: kill,
  }
}

const key = Symbol.for('@repo/multiapp/testing/redis')
const shared = globalThis as typeof globalThis & { [key]?: Promise<TestRedis> }

/** The one redis-server of this process, for tests that leave it alive. */
export function sharedRedis(): Promise<TestRedis> {
  shared[key] ??= startRedis()
  return shared[key]
}

const keepNothing = ['--save', '', '--appendonly', 'no', '--dir', tmpdir(), '--bind', '127.0.0.1']

async function launch(port: number, options: readonly string[]) {
  const args = ['--port', String(port), ...keepNothing, '--loglevel', 'warning', ...options]
  const server = spawn('redis-server', args, { stdio: 'ignore' })
  const keeper = endWithThisProcess(server.pid ?? 0)
  const exited = new Promise<void>((resolve) => server.once('exit', () => resolve()))
  server.unref()
  await answers(port, server)
  return {
    signal: (signal: NodeJS.Signals) => server.kill(signal),
    async end() {
      server.ref()
      server.kill('SIGKILL')
      await exited
      keeper.kill()
    },
  }
}

// A shell that waits for the end of a pipe of which only this process holds the other side, kill -9 included.
function endWithThisProcess(pid: number): ChildProcess {
  const script = 'read -r _ <&3; kill -9 "$1"'
  const keeper = spawn('/bin/sh', ['-c', script, 'redis-keeper', String(pid)], {
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  keeper.unref()
  keepers.add(keeper)
  const pipe = keeper.stdio[3]
  if (pipe && 'unref' in pipe && typeof pipe.unref === 'function') pipe.unref()
  return keeper
}

// A keeper that nobody refers to could lose its pipe to a garbage collection.
const keepers = new Set<ChildProcess>()

async function answers(port: number, server: ChildProcess): Promise<void> {
  const client = new Redis(port, { retryStrategy: () => 5, maxRetriesPerRequest: null })
  client.on('error', () => {})
  const ended = new Promise<never>((_, reject) => {
    server.once('exit', (code) =>
      reject(new Error(`redis-server ended with ${code}: is port ${port} taken?`)),
    )
  })
  ended.catch(() => {})
  try {
    await Promise.race([client.ping(), ended])
  } finally {
    client.disconnect()
  }
}
