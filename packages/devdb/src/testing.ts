import { randomUUID } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import postgres from 'postgres'
import { openCluster } from './cluster.ts'
import { knownTestServer, shareTestServer } from './env.ts'
import { prepareHome } from './home.ts'
import { afterThisProcess } from './keeper.ts'
import { throwAwayFolder } from './memory.ts'

export interface TestDatabase extends AsyncDisposable {
  /** The superuser's connection string. */
  url: string
  name: string
  drop(): Promise<void>
}

// Throw-away data needs no protection against a power cut.
const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  wal_level: 'logical',
  max_connections: '300',
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  log_min_messages: 'warning',
  log_checkpoints: 'off',
}

/** Starts the server, so that no test has to wait for it. */
export function startTestServer(): void {
  testCluster()
}

/** A fresh, empty database on this process's throw-away cluster. Safe in parallel; roles are the cluster's. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const cluster = testCluster()
  const { admin, url } = cluster
  const name = await takeDatabase(cluster)
  const drop = async () => {
    await endConnections(admin, name)
    await admin`DROP DATABASE IF EXISTS ${admin(name)} WITH (FORCE)`
  }
  return { url: url(name), name, drop, [Symbol.asyncDispose]: drop }
}

// The server makes the next one while a test uses this one.
async function takeDatabase(cluster: TestCluster): Promise<string> {
  const taken = cluster.spare
  delete cluster.spare
  const name = await (taken ?? makeDatabase(cluster.admin))
  cluster.spare ??= makeDatabase(cluster.admin)
  // Whoever takes it is told; nobody may.
  cluster.spare.catch(() => {})
  return name
}

async function makeDatabase(admin: postgres.Sql): Promise<string> {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  // Twice as fast as by the log, where nothing is synced.
  await admin`CREATE DATABASE ${admin(name)} STRATEGY file_copy`
  return name
}

// DROP DATABASE … WITH (FORCE) does so too, but then looks for the last of them only ten times a second.
async function endConnections(admin: postgres.Sql, name: string): Promise<void> {
  for (const deadline = Date.now() + 1000; Date.now() < deadline; await Bun.sleep(1)) {
    const ended = await admin`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ${name}`
    if (ended.length === 0) return
  }
}

interface TestCluster {
  admin: postgres.Sql
  url(database: string): string
  spare?: Promise<string>
}

// One cluster a process, started by the first that asks. Test files may each have a module registry of their own, or with
// `bun test --parallel` a global object; processes that a test starts are given the test's.
const key = Symbol.for('@repo/devdb/testing')
const shared = globalThis as typeof globalThis & { [key]?: TestCluster }

function testCluster(): TestCluster {
  shared[key] ??= toTestCluster(knownTestServer() ?? startServer())
  return shared[key]
}

function toTestCluster(server: string): TestCluster {
  const admin = postgres(server, { max: 4, onnotice() {}, idle_timeout: 5 })
  return { admin, url: (database) => new URL(`/${database}`, server).href }
}

function startServer(): string {
  const folder = mkdtempSync(join(throwAwayFolder(), 'devdb-test-'))
  const home = prepareHome(folder)
  const cluster = openCluster(home)
  afterThisProcess([process.execPath, join(import.meta.dir, 'throw-away.ts'), home.folder, folder])
  cluster.start(settings)
  return shareTestServer(cluster.url('postgres'))
}
