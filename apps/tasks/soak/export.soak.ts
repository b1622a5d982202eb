import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { createTestApp, type TestApp } from '@repo/multiapp/testing'
import { tasks } from '../src/index.ts'
import { createMember, type Member } from '../test/member.ts'

setDefaultTimeout(60_000)

const rows = 100_000
const descriptionBytes = 4096
const MiB = 1024 * 1024
const toMiB = (bytes: number) => `${(bytes / MiB).toFixed(0)} MiB`

let app: TestApp<typeof tasks>
let ann: Member
let address: URL
beforeAll(async () => {
  app = await createTestApp(tasks, { listen: true, features: { export: true } })
  ann = await createMember(app)
  address = new URL('/api/export.csv', app.origin)
  const project = await ann.project()
  await app.asAdmin(
    (sql) => sql`
      INSERT INTO tasks (organization_id, project_id, title, description, position)
      SELECT ${ann.organizationId}, ${project.id}, 'Task ' || n, repeat('x', ${descriptionBytes}), n
      FROM generate_series(1, ${rows}::int) n`,
  )
  await (await fetch(address, { headers: ann.headers })).body?.cancel() // what a first one loads is not its rows
})
afterAll(() => app[Symbol.asyncDispose]())

const open = async (signal?: AbortSignal) => {
  const { body } = await fetch(address, { headers: ann.headers, ...(signal && { signal }) })
  if (!body) throw new Error('the answer has no body')
  return body.getReader()
}

const openTransactions = async () => {
  const [row] = await app.asAdmin(
    (sql) => sql<{ count: number }[]>`
      SELECT count(*)::int FROM pg_stat_activity WHERE usename = 'app_tasks' AND state = 'idle in transaction'
        AND datname = current_database()`,
  )
  return row?.count
}

/** What the process has at most beyond what it had, in bytes; it is looked at every 10 ms until `stop`. */
function watchMemory() {
  Bun.gc(true)
  const before = process.memoryUsage().rss
  let peak = before
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss)
  }, 10)
  return {
    stop() {
      clearInterval(timer)
      return peak - before
    },
  }
}

/** Reads all of it: how many bytes and lines. */
async function download() {
  const reader = await open()
  let [bytes, lines] = [0, 0]
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return { bytes, lines }
    bytes += value.length
    for (const byte of value) if (byte === 10) lines++
  }
}

test(`${rows} tasks of 4 kB are exported in flat memory`, async () => {
  const memory = watchMemory()
  const startedAt = performance.now()
  const { bytes, lines } = await download()
  const seconds = (performance.now() - startedAt) / 1000
  const grown = memory.stop()
  console.log(`${toMiB(bytes)} in ${seconds.toFixed(1)} s, ${toMiB(grown)} more at the peak`)
  expect(lines).toBe(rows + 1)
  expect(bytes).toBeGreaterThan(400 * MiB)
  // What a collector leaves lying for a while; 25,000 rows take as much as 300,000.
  expect(grown).toBeLessThan(200 * MiB)
})

test('one who does not read holds up the export, not its rows in memory', async () => {
  const memory = watchMemory()
  const reader = await open()
  await reader.read()
  await Bun.sleep(3000)
  expect(await openTransactions()).toBe(1)
  const grown = memory.stop()
  console.log(`${toMiB(grown)} more at the peak`)
  expect(grown).toBeLessThan(60 * MiB)
  await reader.cancel()
  while ((await openTransactions()) !== 0) await Bun.sleep(10)
})

test('one who goes away in the middle lets go of the connection', async () => {
  const gone = new AbortController()
  const reader = await open(gone.signal)
  await reader.read()
  gone.abort()
  const startedAt = performance.now()
  while ((await openTransactions()) !== 0) await Bun.sleep(10)
  expect(performance.now() - startedAt).toBeLessThan(2000)
})

test('an export whose connection is lost is broken off, and does not look complete', async () => {
  const reader = await open()
  await reader.read()
  await app.asAdmin(
    (sql) => sql`
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE usename = 'app_tasks' AND datname = current_database()`,
  )
  const readAll = async () => {
    while (!(await reader.read()).done) {}
  }
  const outcome = await readAll().then(
    () => 'complete',
    () => 'broken off',
  )
  expect(outcome).toBe('broken off')
})
