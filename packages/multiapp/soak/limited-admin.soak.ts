import { afterAll, expect, setDefaultTimeout, test } from 'bun:test'
import { createTestDatabase, type TestDatabase } from '@repo/devdb/testing'
import { createDatabase, type Database } from '../src/database/database.ts'
import { isolationContract, isolationMigration } from '../src/database/isolation-contract.ts'
import { limitedUrl, provisionContract } from '../src/database/provision-contract.ts'
import { roleSecret } from '../src/database/provision-together.ts'
import { testWith } from '../src/testing/test-with.ts'
import { startPostgres, type TestPostgres } from '../test/postgres-server.ts'

// The oldest PostgreSQL that is supported, where CREATEROLE still meant something else, and devdb's.
setDefaultTimeout(60_000)

const slugs = ['limited-mine', 'limited-theirs'] as const
const closing: (() => PromiseLike<unknown>)[] = []
afterAll(async () => {
  for (const close of closing.reverse()) await close()
})

let starting: Promise<TestPostgres> | undefined
function test15(name: string, fn: () => Promise<void>): void {
  testWith('postgresql-15', name, async (path) => {
    starting ??= startPostgres(String(path)).then((server) => {
      closing.push(() => server[Symbol.asyncDispose]())
      return server
    })
    await starting
    await fn()
  })
}

const servers = [
  {
    name: 'PostgreSQL 15',
    test: test15,
    create: async () => (await started()).createDatabase(),
    reachesAll: true,
  },
  { name: 'PostgreSQL 18', test, create: createTestDatabase, reachesAll: false },
]

for (const { name, test, create, reachesAll } of servers) {
  provisionContract(name, { test, create, reachesAll })
  const parts: Part[] = []
  const collect = (title: string, fn: Part['fn']) => void parts.push({ title, fn })
  isolationContract(name, { test: collect, slugs, open: once(() => openApps(create)) })
  // One test: a machine without PostgreSQL 15 would name each of them as not run.
  test(`${name}: keeps apps apart that an admin who is no superuser has made`, async () => {
    const failed: string[] = []
    for (const { title, fn } of parts) await fn().catch((error) => failed.push(`${title}: ${error}`))
    expect(failed).toEqual([])
    expect(parts.length).toBeGreaterThan(100)
  })
}

interface Part {
  title: string
  fn: () => Promise<void>
}

function started(): Promise<TestPostgres> {
  if (!starting) throw new Error('no server')
  return starting
}

async function openApps(create: () => Promise<TestDatabase>) {
  const own = await create()
  const database: Database = createDatabase({ url: await limitedUrl(own), roleSecret })
  closing.push(async () => {
    await database.close()
    await own.drop()
  })
  for (const slug of slugs) {
    await database.prepare(slug, { migrations: [isolationMigration], finish: async () => {} })
  }
  return { mine: database.forApp(slugs[0], {}), theirs: database.forApp(slugs[1], {}) }
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make()
    return made
  }
}
