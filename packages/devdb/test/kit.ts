import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import postgres from 'postgres'
import { afterThisProcess } from '../src/keeper.ts'
import { throwAwayFolder } from '../src/memory.ts'
import { listProcesses, output, type Process } from './processes.ts'
import { until } from './until.ts'

/** A process that has joined a folder's database. */
export interface User {
  pid: number
  url: string
  data: string
  joined: boolean
  /** Leaves the database, and lives on. */
  leave(): Promise<void>
  /** Ends without a word, as after kill -9. */
  kill(): Promise<void>
  /** Ends by `process.exit()`, with nothing in an `exit` handler. */
  exit(): Promise<void>
}

export type Child = Bun.Subprocess<'pipe', 'pipe', 'pipe'>

/** A folder with a cluster of its own. Disposing of it ends what the test has started on it. */
export interface Kit extends AsyncDisposable {
  /** Holds nothing but what a test puts there. */
  root: string
  /** Where the database goes. */
  folder: string
  /** Starts a process that joins; rejects with what it printed if it cannot. */
  join(folder?: string, script?: string): Promise<User>
  /** Starts the process, and does not wait. */
  spawn(folder?: string, script?: string): Child
  /** Starts a program in `root`, in an environment with no database. */
  run(command: string[], env?: Record<string, string>): Child
  /** The process ids of the servers that run on this kit's data directory. */
  servers(): Promise<number[]>
  /** The keepers of this kit's users, waiting or at work. */
  keepers(): Promise<Process[]>
}

/** A kit with nothing in it, so that the first join makes the data directory. */
export function emptyKit({ within = '', name = 'postgres' } = {}): Kit {
  const root = realpathSync(mkdtempSync(join(throwAwayFolder(), 'devdb-kit-')))
  // As a clone: PostgreSQL's account enters it where the tests run as root.
  chmodSync(root, 0o755)
  const folder = join(root, within, name)
  const home = { path: folder }
  const spawned: Child[] = []

  const kit: Kit = {
    root,
    folder,
    run(command, extra) {
      const { NODE_ENV, DATABASE_URL, DEVDB_TEST_SERVER, ...env } = process.env
      const pipes = { stdin: 'pipe', stdout: 'pipe', stderr: 'pipe' } as const
      const child = Bun.spawn(command, { cwd: root, env: { ...env, ...extra }, ...pipes })
      spawned.push(child)
      return child
    },
    spawn: (at = folder, script = join(import.meta.dir, 'user.ts')) =>
      kit.run([process.execPath, script, at]),
    async join(at, script) {
      const joined = await toUser(kit.spawn(at, script))
      home.path = dirname(joined.data)
      return joined
    },
    async servers() {
      const all = await listProcesses()
      return all
        .filter(({ command }) => command.includes(`postgres -D ${home.path}/data `))
        .map(({ pid }) => pid)
    },
    async keepers() {
      const all = await listProcesses()
      return all.filter(({ command }) => command.includes('leave.ts') && command.includes(home.path))
    },
    async [Symbol.asyncDispose]() {
      for (const child of spawned) child.kill('SIGKILL')
      await Promise.all(spawned.map((child) => child.exited))
      for (const { group } of await kit.keepers()) end(-group, 'SIGTERM')
      for (const pid of await kit.servers()) end(pid, 'SIGQUIT')
      await until('the server to end', async () => (await kit.servers()).length === 0)
      for (const path of [root, home.path]) rmSync(path, { recursive: true, force: true })
    },
  }
  return kit
}

/** A kit whose data directory was made before: what most tests want. */
export async function newKit(): Promise<Kit> {
  const kit = emptyKit()
  await output('cp', '-a', await madeHome(), kit.folder)
  return kit
}

/** A kit whose data directory is of another major version. */
export function foreignKit(version: string): Kit {
  const kit = emptyKit()
  mkdirSync(join(kit.folder, 'data'), { recursive: true })
  for (const file of ['lock', 'lease', 'password']) writeFileSync(join(kit.folder, file), '')
  writeFileSync(join(kit.folder, 'data', 'PG_VERSION'), `${version}\n`)
  return kit
}

/** Asks the database at `url`, over a connection of its own. */
export async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const sql = postgres(url, { max: 1, onnotice() {} })
  try {
    return [...(await sql.unsafe(text))]
  } finally {
    await sql.end()
  }
}

/**
 * What a promise that must fail fails with. Not `expect(…).rejects`: it runs the event loop inside the event loop, where
 * Bun 1.4 loses events of other tests' processes.
 */
export async function failureOf(promise: Promise<unknown>): Promise<string> {
  const outcome = await promise.then(
    () => 'did not fail',
    (error: unknown) => error,
  )
  return outcome instanceof Error ? outcome.message : String(outcome)
}

export function portOf(url: string): number {
  return Number(new URL(url).port)
}

// One for the whole `bun test`, whose files have a module registry each.
const key = Symbol.for('@repo/devdb/test/kit')
const shared = globalThis as typeof globalThis & { [key]?: Promise<string> }

function madeHome(): Promise<string> {
  shared[key] ??= makeHome()
  return shared[key]
}

async function makeHome(): Promise<string> {
  const kit = emptyKit()
  afterThisProcess(['/bin/rm', '-rf', kit.root])
  const user = await kit.join()
  await user.leave()
  await user.exit()
  rmSync(join(kit.folder, 'port'))
  return kit.folder
}

async function toUser(child: Child): Promise<User> {
  const lines = toLines(child.stdout)
  const first = await lines.next()
  if (first.done) throw new Error((await new Response(child.stderr).text()).trim())
  const ended = async () => {
    await child.exited
  }
  return {
    ...(JSON.parse(first.value) as Pick<User, 'url' | 'data' | 'joined'>),
    pid: child.pid,
    async leave() {
      child.stdin.write('leave\n')
      if ((await lines.next()).done) throw new Error(await new Response(child.stderr).text())
    },
    kill() {
      child.kill('SIGKILL')
      return ended()
    },
    exit() {
      child.stdin.write('exit\n')
      return ended()
    },
  }
}

async function* toLines(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string, undefined> {
  let rest = ''
  for await (const chunk of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
}

function end(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It has ended already.
  }
}
