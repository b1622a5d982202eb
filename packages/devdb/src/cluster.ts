import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  appendFileSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { postgresMajor } from './binaries.ts'
import type { Home } from './home.ts'
import { runningPostmaster } from './postmaster.ts'

export interface Cluster {
  data: string
  /** Starts the server unless it runs: says whether it did. */
  start(): boolean
  isRunning(): boolean
  stop(mode: 'fast' | 'immediate'): void
  /** The superuser's connection string, for `database`. */
  url(database: string): string
}

export interface ClusterOptions {
  /** Lines of postgresql.conf. */
  settings: Record<string, string>
}

const startAttempts = 5
const startTimeoutSeconds = 60

/** Opens the cluster in a home, making it if there is none. The caller holds the home's lock. */
export function openCluster(home: Home, { settings }: ClusterOptions): Cluster {
  const data = join(home.folder, 'data')
  const log = join(home.folder, 'log')
  const passwordFile = join(home.folder, 'password')
  if (!existsSync(data)) initialise(home, data, passwordFile, settings)
  assertVersion(data)
  const password = readFileSync(passwordFile, 'utf8')

  return {
    data,
    start() {
      if (runningPostmaster(data)) return false
      start(home, data, log)
      return true
    },
    isRunning: () => runningPostmaster(data) !== undefined,
    stop(mode) {
      const stop = ['stop', '-D', data, '-m', mode, '-w', '-t', String(startTimeoutSeconds)]
      run(home, home.binaries.pgCtl, stop)
    },
    url(database) {
      const port = runningPostmaster(data)?.port
      if (!port) throw new Error(`PostgreSQL does not run on ${data}`)
      return `postgres://postgres:${password}@127.0.0.1:${port}/${database}`
    },
  }
}

// initdb writes beside the data directory, which then gets its name in one step: a crash leaves nothing half made.
function initialise(home: Home, data: string, passwordFile: string, settings: Record<string, string>): void {
  for (const left of readdirSync(home.folder).filter((name) => name.startsWith('data.'))) {
    rmSync(join(home.folder, left), { recursive: true, force: true })
  }
  const partial = `${data}.${process.pid}`
  mkdirSync(partial, { mode: 0o700 })
  writeFileSync(passwordFile, randomBytes(24).toString('hex'), { mode: 0o600 })
  if (home.account) {
    for (const path of [partial, passwordFile]) chownSync(path, home.account.uid, home.account.gid)
  }
  run(home, home.binaries.initdb, [
    ...['-D', partial, '--username=postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256'],
    ...[
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-sync',
    ],
  ])
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value}'`)
  appendFileSync(join(partial, 'postgresql.conf'), `\n${lines.join('\n')}\n`)
  renameSync(partial, data)
}

function assertVersion(data: string): void {
  const found = Number(readFileSync(join(data, 'PG_VERSION'), 'utf8'))
  if (found === postgresMajor) return
  throw new Error(
    `${data} was written by PostgreSQL ${found}, this is ${postgresMajor}: dump it with the older version, or remove it`,
  )
}

function start(home: Home, data: string, log: string): void {
  for (let attempt = 1; ; attempt++) {
    const port = choosePort(join(home.folder, 'port'))
    const options = [
      'start',
      '-D',
      data,
      '-l',
      log,
      '-o',
      `-p ${port}`,
      '-w',
      '-t',
      String(startTimeoutSeconds),
      '-s',
    ]
    const { status } = spawnSync(home.binaries.pgCtl, options, {
      ...home.account,
      env,
      cwd: '/',
      stdio: 'ignore',
    })
    if (status === 0) return
    const lines = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').slice(-6) : []
    const portWasTaken = lines.some((line) => line.includes('Address already in use'))
    if (portWasTaken && attempt < startAttempts) continue
    throw new Error(`PostgreSQL did not start, its log ${log} ends with:\n${lines.join('\n')}`)
  }
}

// The port of the last start, so that a saved connection string stays right, unless somebody else has it now.
function choosePort(memory: string): number {
  const remembered = existsSync(memory) ? Number(readFileSync(memory, 'utf8')) : 0
  const port = listenOnce(remembered) ?? listenOnce(0)
  if (!port) throw new Error('no free port on 127.0.0.1')
  writeFileSync(memory, String(port))
  return port
}

function listenOnce(port: number): number | undefined {
  try {
    const listener = Bun.listen({ hostname: '127.0.0.1', port, socket: { data() {} } })
    listener.stop(true)
    return listener.port
  } catch {
    return undefined
  }
}

// PostgreSQL refuses to start on macOS without a locale.
const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C' }

function run(home: Home, command: string, arguments_: string[]): void {
  const { status, stderr, error } = spawnSync(command, arguments_, {
    ...home.account,
    env,
    cwd: '/',
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  if (status !== 0) throw new Error(`${command} failed: ${error?.message ?? stderr.trim()}`)
}
