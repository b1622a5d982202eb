import { expect, setDefaultTimeout, test } from 'bun:test'
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { emptyKit, newKit, query } from '../test/kit.ts'
import { isAlive, listProcesses } from '../test/processes.ts'
import { runProgram, writeProgram } from '../test/program.ts'
import { until } from '../test/until.ts'

setDefaultTimeout(20_000)

const testing = join(import.meta.dir, '../src/testing.ts')

test.concurrent('the last one out stops the server, an earlier leaver does not', async () => {
  await using kit = await newKit()
  const first = await kit.join()
  const second = await kit.join()
  expect([first.joined, second.joined]).toEqual([false, true])
  expect(second.url).toBe(first.url)

  await first.leave()
  expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  await second.leave()
  expect(await kit.servers()).toEqual([])
  // One that was not dismissed would be at work for 2 s.
  await until('the keeper to end', async () => (await kit.keepers()).length === 0, { seconds: 1 })
})

test.concurrent('keeps data, password and port over a restart', async () => {
  await using kit = await newKit()
  const before = await kit.join()
  await query(before.url, 'CREATE TABLE kept AS SELECT 42 AS answer')
  await before.leave()

  const after = await kit.join()
  expect(after.joined).toBe(false)
  expect(after.url).toBe(before.url)
  expect(await query(after.url, 'SELECT * FROM kept')).toEqual([{ answer: 42 }])
})

test.concurrent('kill -9 of the only user leaves neither a server nor a keeper', async () => {
  await using kit = await newKit()
  const user = await kit.join()
  expect(await kit.servers()).toHaveLength(1)
  await user.kill()
  await until('the keeper to stop the server', async () => (await kit.servers()).length === 0)
  await until('the keeper to end', async () => (await kit.keepers()).length === 0)
})

test.concurrent('kill -9 of one user leaves the server to the other', async () => {
  await using kit = await newKit()
  const first = await kit.join()
  const second = await kit.join()
  await first.kill()
  await until('one keeper to end', async () => (await kit.keepers()).length === 1)
  expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
})

test.concurrent('kill -9 in the middle of the start leaves no server', async () => {
  await using kit = await newKit()
  const child = kit.spawn()
  await until('the server to come up', () => existsSync(join(kit.folder, 'data', 'postmaster.pid')), {
    everyMs: 5,
  })
  child.kill('SIGKILL')
  await until('the keeper to end', async () => (await kit.keepers()).length === 0)
  expect(await kit.servers()).toEqual([])
})

test.concurrent('waits for a server that is stopping, then starts it again', async () => {
  await using kit = await newKit()
  const user = await kit.join()
  const [server = 0] = await kit.servers()
  // A smart shutdown waits for the connections that there are.
  const held = query(user.url, 'SELECT pg_sleep(1)')
  await until('the query', async () => {
    const [row] = await query(user.url, `SELECT 1 FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(1)'`)
    return row
  })
  process.kill(server, 'SIGTERM')
  await until('the stopping', () =>
    readFileSync(join(user.data, 'postmaster.pid'), 'utf8').includes('stopping'),
  )

  const next = await kit.join()
  expect(next.joined).toBe(false)
  expect(await isAlive(server)).toBe(false)
  await held
  expect(await query(next.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
})

test.concurrent('a reload by bun --watch keeps the database up, and leaves no zombie', async () => {
  await using kit = writeProgram(
    await newKit(),
    `
    import { appendFileSync } from 'node:fs'
    // As a server that drains: Bun runs a handler's synchronous part at every reload.
    process.on('SIGTERM', async () => {
      await Bun.sleep(5)
      process.exit(0)
    })
    appendFileSync('runs', process.env.DATABASE_URL + '\\n')
    setInterval(() => {}, 1000)
  `,
  )
  const program = runProgram(kit, ['--watch', '--no-clear-screen'])
  const runs = join(kit.root, 'runs')
  await until('the first run', () => existsSync(runs))
  const [server] = await kit.servers()
  const [keeper] = await kit.keepers()

  appendFileSync(join(kit.root, 'main.ts'), '// saved\n')
  const [before, after] = await until('the reload', async () => {
    const lines = (await Bun.file(runs).text()).trim().split('\n')
    return lines.length > 1 ? lines : undefined
  })
  expect(after).toBe(before)
  await until('the first keeper to end', async () => !(await isAlive(keeper?.pid ?? 0)))
  expect(await kit.servers()).toEqual([server ?? 0])
  const children = (await listProcesses()).filter(({ parent }) => parent === program.pid)
  expect(children.filter(({ state }) => state.startsWith('Z'))).toEqual([])
})

test.concurrent('the files of one bun test share a server of throw-away data, which is gone when it ends', async () => {
  await using kit = emptyKit()
  const file = `
    import { expect, test } from 'bun:test'
    import { createTestDatabase } from '${testing}'
    test('prints', async () => console.log(new URL((await createTestDatabase()).url).port))
  `
  for (const name of ['one', 'two']) writeFileSync(join(kit.root, `${name}.test.ts`), file)
  const run = kit.run([process.execPath, 'test', '--timeout', '20000'], { TMPDIR: kit.root })
  const [printed, said] = await Promise.all([run.stdout, run.stderr].map((pipe) => new Response(pipe).text()))
  expect(said).toContain('2 pass')
  const [one, two] = printed?.match(/^\d+$/gm) ?? []
  expect(one).toMatch(/^\d+$/)
  expect(two).toBe(one)
  await until('the server to end', async () => (await mentioning(kit.root)) === 0)
  expect(await folders(kit.root)).toEqual([])
})

test.concurrent('kill -9 leaves no server and no folder of throw-away data, also where another folder stands in', async () => {
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
