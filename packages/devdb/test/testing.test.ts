import { expect, setDefaultTimeout, test } from 'bun:test'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'
import { dirname, join } from 'node:path'
import postgres from 'postgres'
import { createTestDatabase } from '../src/testing.ts'
import { emptyKit, failureOf, portOf, query } from './kit.ts'
import { listProcesses } from './processes.ts'
import { until } from './until.ts'

setDefaultTimeout(20_000)

const testing = join(import.meta.dir, '../src/testing.ts')

test.concurrent('eight databases made at the same time are apart from one another, on one server', async () => {
  const databases = await Promise.all(Array.from({ length: 8 }, () => createTestDatabase()))
  await Promise.all(
    databases.map(({ url }, index) => query(url, `CREATE TABLE own AS SELECT ${index} AS index`)),
  )
  const rows = await Promise.all(databases.map(({ url }) => query(url, 'SELECT * FROM own')))
  expect(rows).toEqual(databases.map((_, index) => [{ index }]))
  expect(new Set(databases.map(({ url }) => portOf(url))).size).toBe(1)
  await Promise.all(databases.map((database) => database.drop()))
})

// By itself, and measured by what others leave of the machine.
test('a database is there within 100 ms', async () => {
  const limit = 100 * Math.max(1, (loadavg()[0] ?? 0) / availableParallelism())
  const times: number[] = []
  while (times.length < 20 && !(Math.min(...times) < limit)) {
    const start = performance.now()
    await using database = await createTestDatabase()
    times.push(performance.now() - start)
    expect(database.name).toStartWith('test_')
  }
  expect(Math.min(...times)).toBeLessThan(limit)
})

test.concurrent('a dropped database is gone, connections or not', async () => {
  const database = await createTestDatabase()
  const open = postgres(database.url, { max: 1 })
  await open`SELECT 1`
  await database.drop()
  expect(await failureOf(query(database.url, 'SELECT 1'))).toContain('does not exist')
  await open.end({ timeout: 0 })
})

test.concurrent('the server trades durability for speed, and can replicate logically', async () => {
  await using database = await createTestDatabase()
  const [row] = await query(
    database.url,
    `SELECT current_setting('fsync') AS fsync, current_setting('wal_level') AS wal_level`,
  )
  expect(row).toEqual({ fsync: 'off', wal_level: 'logical' })
})

test.concurrent('the files of one bun test share a server, which is gone when it ends', async () => {
  await using kit = emptyKit()
  const file = `
    import { expect, test } from 'bun:test'
    import { createTestDatabase } from '${testing}'
    test('prints', async () => console.log(new URL((await createTestDatabase()).url).port))
  `
  for (const name of ['one', 'two']) writeFileSync(join(kit.root, `${name}.test.ts`), file)
  const run = kit.run([process.execPath, 'test'], { TMPDIR: kit.root })
  const [printed, said] = await Promise.all([run.stdout, run.stderr].map((pipe) => new Response(pipe).text()))
  expect(said).toContain('2 pass')
  const [one, two] = printed?.match(/^\d+$/gm) ?? []
  expect(one).toMatch(/^\d+$/)
  expect(two).toBe(one)
  await until('the server to end', async () => (await mentioning(kit.root)) === 0)
  expect(await folders(kit.root)).toEqual([])
})

test.concurrent('kill -9 leaves no server and no folder, also where another folder stands in', async () => {
  await using kit = emptyKit()
  const temporary = join(kit.root, '$HOME')
  mkdirSync(temporary)
  const script = `
    import { createTestDatabase } from '${testing}'
    import postgres from '${import.meta.resolve('postgres')}'
    const sql = postgres((await createTestDatabase()).url)
    const [row] = await sql\`SHOW data_directory\`
    console.log(row.data_directory)
    process.kill(process.pid, 'SIGKILL')
  `
  writeFileSync(join(kit.root, 'main.ts'), script)
  const program = kit.run([process.execPath, 'main.ts'], { TMPDIR: temporary })
  const data = (await new Response(program.stdout).text()).trim()
  expect(data).toMatch(/\/devdb-[0-9a-f]{12}\/data$/)
  await until('the folder to go', () => !existsSync(dirname(data)))
  await until('the server to end', async () => (await mentioning(data)) === 0)
  expect(await folders(temporary)).toEqual([])
})

async function mentioning(text: string): Promise<number> {
  return (await listProcesses()).filter(({ command }) => command.includes(text)).length
}

async function folders(within: string): Promise<string[]> {
  return Array.fromAsync(new Bun.Glob('devdb-*').scan({ cwd: within, onlyFiles: false }))
}
