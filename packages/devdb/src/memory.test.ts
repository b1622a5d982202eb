import { expect, test } from 'bun:test'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { throwAwayFolder } from './memory.ts'

test('throw-away data goes to the temporary folder where there is no memory for it, or somebody named one', () => {
  expect(throwAwayFolder(join(tmpdir(), 'is-not-there'))).toBe(tmpdir())
  const script = `import { throwAwayFolder } from '${join(import.meta.dir, 'memory.ts')}'; console.log(throwAwayFolder())`
  const env = { ...process.env, TMPDIR: '/var/tmp' }
  const { stdout } = Bun.spawnSync([process.execPath, '-e', script], { env })
  expect(stdout.toString().trim()).toBe('/var/tmp')
})

test('a folder that has the room is taken, and it is there', () => {
  const folder = throwAwayFolder()
  expect(['/dev/shm', tmpdir()]).toContain(folder)
  expect(existsSync(folder)).toBe(true)
})
