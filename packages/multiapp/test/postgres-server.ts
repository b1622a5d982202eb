import { spawn, spawnSync } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { chownSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { TestDatabase } from '@repo/devdb/testing'
import postgres from 'postgres'
import { freePort } from '../src/testing/free-port.ts'

export interface TestPostgres extends AsyncDisposable {
  /** As devdb's `createTestDatabase`, on this server. */
  createDatabase(): Promise<TestDatabase>
}

const options = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off', 'max_connections=200']
const startTimeoutMs = 30_000

/** Starts the server whose program is at `path`, on an empty folder. It ends with this process, however that ends. */
export async function startPostgres(path: string): Promise<TestPostgres> {
  const account = findAccount()
  const folder = mkdtempSync(join(tmpdir(), 'postgres-'))
  const [data, log, passwordFile] = ['data', 'log', 'password'].map((name) => join(folder, name)) as [
    string,
    string,
    string, // as many as there are names
  ]
  const password = randomBytes(24).toString('hex')
  writeFileSync(passwordFile, password)
  if (account) for (const own of [folder, passwordFile]) chownSync(own, account.uid, account.gid)

  const access = ['--username=postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256']
  const locale = ['--encoding=UTF8', '--locale=C', '--no-sync']
  const made = spawnSync(join(dirname(path), 'initdb'), ['-D', data, ...access, ...locale], {
    ...account,
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
    cwd: '/',
    encoding: 'utf8',
  })
  if (made.status !== 0) throw new Error(`initdb failed: ${made.error ?? made.stderr}`)

  const port = freePort()
  // A shell that waits for the end of a pipe of which only this process holds the other side, kill -9 included.
  const script = '"$@" 2>"$0/log" & server=$!; read -r _; kill -QUIT $server; wait $server; rm -rf "$0"'
  const settings = options.flatMap((option) => ['-c', option])
  const server = spawn('/bin/sh', ['-c', script, folder, path, '-D', data, '-p', String(port), ...settings], {
    ...account,
    cwd: '/',
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()))
  const url = (database: string) => `postgres://postgres:${password}@127.0.0.1:${port}/${database}`
  const stop = async () => {
    server.stdin.end()
    await ended
  }
  await answers(url('postgres'), async () => {
    const lines = readFileSync(log, 'utf8')
    await stop()
    return lines
  })

  const admin = postgres(url('postgres'), { max: 2, onnotice() {} })
  return {
    async createDatabase() {
      const name = `test_${randomUUID().replaceAll('-', '')}`
      await admin`CREATE DATABASE ${admin(name)}`
      const drop = async () => {
        await admin`DROP DATABASE IF EXISTS ${admin(name)} WITH (FORCE)`
      }
      return { url: url(name), name, drop, [Symbol.asyncDispose]: drop }
    },
    async [Symbol.asyncDispose]() {
      await admin.end()
      await stop()
    },
  }
}

async function answers(url: string, giveUp: () => Promise<string>): Promise<void> {
  for (const deadline = Date.now() + startTimeoutMs; ; await Bun.sleep(20)) {
    const sql = postgres(url, { max: 1, onnotice() {} })
    const failure = await sql`SELECT 1`.then(() => undefined, String)
    await sql.end()
    if (failure === undefined) return
    if (Date.now() > deadline) throw new Error(`PostgreSQL did not start, ${failure}: ${await giveUp()}`)
  }
}

// It refuses to run as root.
function findAccount(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const [uid, gid] = ['-u', '-g'].map((flag) => Number(spawnSync('id', [flag, 'postgres']).stdout)) as [
    number,
    number, // one of each flag
  ]
  return { uid, gid }
}
