import { chmodSync, cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { findRoot } from '@repo/devdb'

export interface RunOptions {
  /** From the clone's root. */
  cwd?: string
  env?: Record<string, string>
}

/** A clone of this repository, in which nothing is installed. */
export interface Clone extends AsyncDisposable {
  root: string
  /** Runs a command to its end, and resolves with what it has printed. Rejects with all of it if it fails. */
  run(command: string, options?: RunOptions): Promise<string>
  /** Starts a server, which ends with the clone if it is not stopped before. */
  start(command: string, options?: RunOptions): Server
  /** Replaces texts in a file. Throws an Error for one that is not there. */
  edit(path: string, replacements: Readonly<Record<string, string>>): void
  commit(): Promise<void>
}

export interface Server {
  /** Resolves with what it has printed last that is like this. Rejects if it ends without. */
  printed(pattern: RegExp): Promise<string>
  /** Resolves with its exit code. */
  stop(): Promise<number>
}

const notCommitted = new Set(['node_modules', '.git', '.data', '.turbo', 'dist', 'coverage', '.env'])
const somebody = ['AUTHOR', 'COMMITTER'].flatMap((role) => [
  [`GIT_${role}_NAME`, 'somebody'],
  [`GIT_${role}_EMAIL`, 'somebody@example.com'],
])
const somewhere = {
  ...process.env,
  ...Object.fromEntries(somebody),
  NODE_ENV: undefined,
  DATABASE_URL: undefined,
  DEVDB_TEST_SERVER: undefined,
  TURBO_TELEMETRY_DISABLED: '1',
}

/** Clones the working tree: the repository itself may belong to another account, from which git does not clone. */
export async function cloneRepository(): Promise<Clone> {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'kit-trim-')))
  // The account of an embedded PostgreSQL enters it where the tests run as root.
  chmodSync(home, 0o755)
  const clone = cloneIn(home)
  cpSync(findRoot(import.meta.dir), join(home, 'origin'), {
    recursive: true,
    filter: (path) => !notCommitted.has(basename(path)),
  })
  const origin = { cwd: '../origin' }
  await clone.run('git init --quiet --initial-branch=main', origin)
  await clone.run('git add --all', origin)
  await clone.run('git commit --quiet --message all', origin)
  await clone.run('git clone --quiet origin kit', { cwd: '..' })
  return clone
}

function cloneIn(home: string): Clone {
  const root = join(home, 'kit')
  const started: Bun.Subprocess[] = []

  function spawn(command: string, { cwd = '.', env = {} }: RunOptions = {}) {
    const child = Bun.spawn(command.split(' '), {
      cwd: join(root, cwd),
      env: { ...somewhere, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    started.push(child)
    return child
  }

  async function run(command: string, options?: RunOptions): Promise<string> {
    const child = spawn(command, options)
    const [output, errors, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited])
    if (code !== 0) throw new Error(`"${command}" exited with ${code}:\n${output}${errors}`)
    return output + errors
  }

  return {
    root,
    run,
    start: (command, options) => toServer(spawn(command, options)),
    edit(path, replacements) {
      let text = readFileSync(join(root, path), 'utf8')
      for (const [from, to] of Object.entries(replacements)) {
        if (!text.includes(from)) throw new Error(`${path} does not say ${from}`)
        text = text.replace(from, to)
      }
      writeFileSync(join(root, path), text)
    },
    async commit() {
      await run('git add --all')
      await run('git commit --quiet --message more')
    },
    async [Symbol.asyncDispose]() {
      for (const child of started) child.kill('SIGKILL')
      await Promise.all(started.map(({ exited }) => exited))
      rmSync(home, { recursive: true, force: true })
    },
  }
}

function toServer(child: Bun.Subprocess<'ignore', 'pipe', 'pipe'>): Server {
  let output = ''
  const collect = async (stream: ReadableStream<Uint8Array>) => {
    const decoder = new TextDecoder()
    for await (const chunk of stream) output += decoder.decode(chunk, { stream: true })
  }
  void Promise.all([collect(child.stdout), collect(child.stderr)])
  return {
    async printed(pattern) {
      for (;;) {
        const found = [...output.matchAll(new RegExp(pattern, 'g'))].at(-1)
        if (found) return found[1] ?? found[0]
        if (child.exitCode !== null) throw new Error(`it ended before it printed ${pattern}:\n${output}`)
        await Bun.sleep(20)
      }
    },
    stop() {
      child.kill('SIGTERM')
      return child.exited
    },
  }
}
