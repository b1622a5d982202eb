import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { readPages } from '../src/check-docs.ts'
import { modulesOf, writeModules } from '../src/modules.ts'

// Processes of their own.
setDefaultTimeout(60_000)

const folder = join(import.meta.dir, `../.blocks/tests-${process.pid}`)
const modules = modulesOf(readPages(join(import.meta.dir, '../../..')))
const tests = modules.filter(({ path }) => path.endsWith('.test.ts'))

beforeAll(() => writeModules(modules, folder))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test.each([...new Set(tests.map(({ page }) => page))])('the tests of %s pass', async (page) => {
  const files = tests.filter((module) => module.page === page).map(({ path }) => join(folder, path))
  const cwd = dirname(files[0] ?? folder)
  const run = Bun.spawn([process.execPath, 'test', ...files], { cwd, stdout: 'ignore', stderr: 'pipe' })
  const said = await new Response(run.stderr).text()
  expect(said).toContain(' 0 fail')
  expect(await run.exited).toBe(0)
})
