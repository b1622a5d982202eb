import { chownSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runAs } from './account.ts'
import { postgresMajor, prepareBinaries } from './binaries.ts'
import type { Home } from './home.ts'
import { initialise, type Settings } from './initdb.ts'
import { choosePort } from './port.ts'
import { isPostmaster, runningPostmaster } from './postmaster.ts'

export interface Cluster {
  /** Starts the server unless it runs, on a new data directory if there is none. Says whether it had to. */
  start(settings: Settings): boolean
  /** Stops the server if it runs. */
  stop(mode: 'fast' | 'immediate'): void
  /** The superuser's connection string, for `database`. */
  url(database: string): string
}

const startAttempts = 10
const timeoutSeconds = 60

// The port was taken in the last moment; a server whose starter was killed comes up; the processes of a killed one linger.
const passing =
  /Address already in use|"postmaster\.pid" already exists|shared memory block .* is still in use/

/** The cluster in a home. Whoever starts or stops it holds the home's lock. */
export function openCluster(home: Home): Cluster {
  const data = join(home.folder, 'data')

  return {
    start(settings) {
      if (waitUntilSettled(data)) return false
      const binaries = prepareBinaries(home.account)
      if (!existsSync(data)) initialise(home, binaries.initdb, settings)
      assertVersion(data)
      return start(home, data, binaries.pgCtl)
    },
    stop: (mode) => stop(data, mode),
    url(database) {
      const port = runningPostmaster(data)?.port
      if (!port) throw new Error(`PostgreSQL does not run on ${data}`)
      const password = readFileSync(join(home.folder, 'password'), 'utf8')
      return `postgres://postgres:${password}@127.0.0.1:${port}/${database}`
    },
  }
}

// Whether the server runs. One that starts or stops, by a process that was killed while it waited, is waited for.
function waitUntilSettled(data: string): boolean {
  for (const deadline = Date.now() + timeoutSeconds * 1000; Date.now() < deadline; Bun.sleepSync(50)) {
    const found = runningPostmaster(data)
    if (!found || found.ready) return found !== undefined
  }
  throw new Error(
    `PostgreSQL on ${data} has been starting or stopping for ${timeoutSeconds} s: see the log beside it`,
  )
}

function assertVersion(data: string): void {
  const found = Number(readFileSync(join(data, 'PG_VERSION'), 'utf8'))
  if (found === postgresMajor) return
  throw new Error(
    `${data} was written by PostgreSQL ${found}, this is ${postgresMajor}: dump it with the older version, or remove it`,
  )
}

function start(home: Home, data: string, pgCtl: string): boolean {
  const log = join(home.folder, 'log')
  if (existsSync(log)) renameSync(log, `${log}.previous`)
  for (let attempt = 1; ; attempt++) {
    // pg_ctl makes it as the account, which may not write to the home.
    writeFileSync(log, '', { mode: 0o600 })
    if (home.account) chownSync(log, home.account.uid, home.account.gid)
    const port = choosePort(join(home.folder, 'port'))
    const options = ['-D', data, '-l', log, '-o', `-p ${port}`, '-w', '-t', String(timeoutSeconds), '-s']
    try {
      runAs(home.account, pgCtl, ['start', ...options])
      return true
    } catch (error) {
      const lines = readFileSync(log, 'utf8').trim()
      if (lines === '') throw error
      if (!passing.test(lines) || attempt === startAttempts) {
        const end = lines.split('\n').slice(-6).join('\n')
        throw new Error(`PostgreSQL did not start, its log ${log} ends with:\n${end}`, { cause: error })
      }
    }
    Bun.sleepSync(200)
    if (waitUntilSettled(data)) return false
  }
}

// By signal, as pg_ctl does it: pg_ctl may be gone, since node_modules are often removed while a server runs.
function stop(data: string, mode: 'fast' | 'immediate'): void {
  const server = runningPostmaster(data)
  if (!server) return
  try {
    process.kill(server.pid, mode === 'fast' ? 'SIGINT' : 'SIGQUIT')
  } catch {
    // It has ended by itself in this moment, which is looked at below.
  }
  for (const deadline = Date.now() + timeoutSeconds * 1000; Date.now() < deadline; Bun.sleepSync(10)) {
    if (!isPostmaster(server.pid, data)) return
  }
  throw new Error(`PostgreSQL on ${data} did not stop in ${timeoutSeconds} s: see the log beside it`)
}
