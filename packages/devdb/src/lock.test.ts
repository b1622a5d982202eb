import { expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isUnused, takeLease, withLock } from './lock.ts'

test('a lock keeps another process out, for as long as it waits', () => {
  using folder = temporary()
  const file = join(folder.path, 'lock')
  const said = withLock(file, 1, () => elsewhere(`withLock('${file}', 0, () => console.log('in'))`))
  expect(said).toContain(`another process has held ${file} for 0 s: end it, then start again`)
  expect(elsewhere(`withLock('${file}', 0, () => console.log('in'))`)).toBe('in')
})

test('a lock is open again after its work has failed', () => {
  using folder = temporary()
  const file = join(folder.path, 'lock')
  const fail = () => {
    throw new Error('failed')
  }
  expect(() => withLock(file, 0, fail)).toThrow('failed')
  expect(withLock(file, 0, () => 'in')).toBe('in')
})

test('a lease ends with the last release, not with the first', () => {
  using folder = temporary()
  const file = join(folder.path, 'lease')
  const [first, second] = [takeLease(file), takeLease(file)]
  first.release()
  expect([isUnused(file), elsewhere(`console.log(isUnused('${file}'))`)]).toEqual([false, 'false'])
  second.release()
  expect([isUnused(file), elsewhere(`console.log(isUnused('${file}'))`)]).toEqual([true, 'true'])
})

test('a lease that nobody refers to outlives the garbage collection', async () => {
  using folder = temporary()
  const file = join(folder.path, 'lease')
  ;(() => takeLease(file))()
  for (let round = 0; round < 10; round++) {
    Bun.gc(true)
    await Bun.sleep(1)
  }
  expect(elsewhere(`console.log(isUnused('${file}'))`)).toBe('false')
})

test('a lease ends with its process, however that ends', () => {
  using folder = temporary()
  const file = join(folder.path, 'lease')
  elsewhere(`takeLease('${file}'); process.kill(process.pid, 'SIGKILL')`)
  expect(isUnused(file)).toBe(true)
})

function temporary() {
  const path = mkdtempSync(join(tmpdir(), 'devdb-lock-'))
  const remove = () => rmSync(path, { recursive: true, force: true })
  return { path, [Symbol.dispose]: remove }
}

/** What a process of its own prints. */
function elsewhere(script: string): string {
  const names = `import { isUnused, takeLease, withLock } from '${join(import.meta.dir, 'lock.ts')}'`
  const { stdout, stderr } = Bun.spawnSync([process.execPath, '-e', `${names}\n${script}`])
  return `${stdout}${stderr}`.trim()
}
