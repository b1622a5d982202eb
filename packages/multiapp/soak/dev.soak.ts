import { expect, setDefaultTimeout, test } from 'bun:test'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawnDev } from '../test/spawn-host.ts'

// Processes and faults: on a busy machine they take more than Bun's 5 s.
setDefaultTimeout(30_000)

/** A folder for one kit's data, which PostgreSQL's account may reach where that is another than ours. */
function newDataDir() {
  const parent = mkdtempSync(join(tmpdir(), 'dev-test-'))
  chmodSync(parent, 0o755)
  const dataDir = join(parent, 'kit')
  mkdirSync(dataDir)
  return { dataDir, [Symbol.dispose]: () => rmSync(parent, { recursive: true, force: true }) }
}

const click = async (url: string) => {
  const response = await fetch(`${url}/click`, { method: 'POST', headers: { 'x-app-id': 'counter' } })
  return ((await response.json()) as { clicks: number }).clicks
}

function serverPid(dataDir: string): number | undefined {
  const file = join(dataDir, 'postgres', 'data', 'postmaster.pid')
  return existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : undefined
}

async function untilDatabaseIsDown(dataDir: string): Promise<void> {
  const deadline = performance.now() + 15_000
  while (serverPid(dataDir) !== undefined) {
    if (performance.now() > deadline) throw new Error('the database still runs')
    await Bun.sleep(50)
  }
}

test.concurrent('from nothing it serves within 10 s, a second process joins its database, the last one out stops it', async () => {
  using kit = newDataDir()
  const { dataDir } = kit
  const start = performance.now()
  await using host = spawnDev(dataDir)
  expect(await click(await host.url())).toBe(1)
  expect(performance.now() - start).toBeLessThan(10_000)
  await using beside = spawnDev(dataDir)
  expect(await click(await beside.url())).toBe(2)
  host.child.kill('SIGINT')
  expect((await host.exit()).code).toBe(0)
  expect(await click(await beside.url())).toBe(3)
  beside.child.kill('SIGINT')
  expect((await beside.exit()).code).toBe(0)
  expect(serverPid(dataDir)).toBeUndefined()
})

test.concurrent('a host that was killed -9 has lost no committed row at its next start, and leaves no database behind', async () => {
  using kit = newDataDir()
  const { dataDir } = kit
  await using killed = spawnDev(dataDir)
  const url = await killed.url()
  for (let clicks = 1; clicks <= 5; clicks++) expect(await click(url)).toBe(clicks)
  killed.child.kill('SIGKILL')
  await killed.child.exited
  await using next = spawnDev(dataDir)
  expect(await click(await next.url())).toBe(6)
  next.child.kill('SIGTERM')
  expect((await next.exit()).code).toBe(0)
  expect(serverPid(dataDir)).toBeUndefined()
})

test.concurrent('a host that was killed -9 and is not started again takes its database with it', async () => {
  using kit = newDataDir()
  const { dataDir } = kit
  await using killed = spawnDev(dataDir)
  await killed.url()
  killed.child.kill('SIGKILL')
  await untilDatabaseIsDown(dataDir)
})

test.concurrent('a reload on save keeps the database up', async () => {
  using kit = newDataDir()
  const { dataDir } = kit
  const entry = join(dataDir, 'entry.ts')
  const source = `import ${JSON.stringify(join(import.meta.dir, '../test/main.ts'))}\n`
  writeFileSync(entry, source)
  await using host = spawnDev(dataDir, { watch: true, entry })
  expect(await click(await host.url())).toBe(1)
  const pid = serverPid(dataDir)
  writeFileSync(entry, `${source}console.log('reloaded')\n`)
  while (!host.output().includes('reloaded')) await Bun.sleep(20)
  const [, latest = ''] = /.*(http:\/\/localhost:\d+)/s.exec(host.output()) ?? []
  expect(await click(latest.replace('localhost', '127.0.0.1'))).toBe(2)
  expect(serverPid(dataDir)).toBe(pid)
  host.child.kill('SIGINT')
  expect((await host.exit()).code).toBe(0)
  expect(serverPid(dataDir)).toBeUndefined()
})
