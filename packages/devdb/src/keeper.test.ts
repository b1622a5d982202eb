import { expect, test } from 'bun:test'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from '../test/until.ts'

for (const [how, ending] of [
  ['its last line', ''],
  ['process.exit', 'process.exit()'],
  ['kill -9', `process.kill(process.pid, 'SIGKILL')`],
] as const) {
  test.concurrent(`the command runs when a process has ended by ${how}, and not before`, async () => {
    using folder = temporary()
    const file = join(folder.path, 'ran')
    const script = `
      import { existsSync } from 'node:fs'
      afterThisProcess(['touch', '${file}'])
      for (let round = 0; round < 20; round++) {
        Bun.gc(true)
        await Bun.sleep(10)
      }
      console.log(existsSync('${file}'))
      ${ending}
    `
    expect(await runWithKeeper(script)).toBe('false\n')
    await until('the command', () => existsSync(file), { everyMs: 10 })
  })
}

test.concurrent('a command that was dismissed, in an exit handler too, never runs', async () => {
  using folder = temporary()
  const file = join(folder.path, 'ran')
  const last = join(folder.path, 'last')
  const script = `
    const dismissed = afterThisProcess(['touch', '${file}'])
    afterThisProcess(['touch', '${last}'])
    process.on('exit', () => dismissed.dismiss())
  `
  await runWithKeeper(script)
  await until('the other command', () => existsSync(last), { everyMs: 10 })
  expect(existsSync(file)).toBe(false)
})

test.concurrent('a child that outlives its process does not hold the command up', async () => {
  using folder = temporary()
  const file = join(folder.path, 'ran')
  const script = `
    afterThisProcess(['touch', '${file}'])
    const child = Bun.spawn(['sleep', '60'], { stdio: ['ignore', 'ignore', 'ignore'] })
    console.log(child.pid)
    process.kill(process.pid, 'SIGKILL')
  `
  const child = Number(await runWithKeeper(script))
  await until('the command', () => existsSync(file), { everyMs: 10 })
  process.kill(child)
})

function temporary() {
  const path = mkdtempSync(join(tmpdir(), 'devdb-keeper-'))
  const remove = () => rmSync(path, { recursive: true, force: true })
  return { path, [Symbol.dispose]: remove }
}

/** What a process of its own prints. */
async function runWithKeeper(script: string): Promise<string> {
  const names = `import { afterThisProcess } from '${join(import.meta.dir, 'keeper.ts')}'`
  const { stdout } = Bun.spawn([process.execPath, '-e', `${names}\n${script}`], { stdout: 'pipe' })
  return await new Response(stdout).text()
}
