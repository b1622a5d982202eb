import { afterEach, beforeEach, expect, setDefaultTimeout, test } from 'bun:test'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { affectedPackages } from './affected.ts'
import { git } from './programs.ts'
import { targets } from './targets.ts'

// Processes: on a busy machine they take more than Bun's 5 s.
setDefaultTimeout(30_000)

let root: string
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'affected-'))
  write('package.json', {
    name: 'kit',
    packageManager: 'bun@1.4.5',
    workspaces: ['apps/*', 'packages/*', 'tooling/*'],
  })
  write('turbo.json', { tasks: {} })
  write('bun.lock', { lockfileVersion: 1, workspaces: {}, packages: {} })
  write('packages/base/package.json', { name: 'base' })
  write('packages/base/src/base.test.ts', '')
  write('packages/base/soak/base.soak.ts', '')
  write('apps/shop/package.json', { name: 'shop', dependencies: { base: 'workspace:*' } })
  write('apps/shop/src/main.ts', '')
  write('tooling/cli/package.json', { name: 'cli' })
  write('tooling/cli/soak/clones.soak.ts', '')
  await git(root, 'init', '--quiet', '--initial-branch=main')
  await commit()
})
afterEach(() => rmSync(root, { recursive: true }))

function write(path: string, content: unknown): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), typeof content === 'string' ? content : JSON.stringify(content))
}

async function commit(): Promise<void> {
  await git(root, 'add', '.')
  const who = ['-c', 'user.name=test', '-c', 'user.email=test@example.com']
  await git(root, ...who, 'commit', '--quiet', '--message', 'a change')
}

const paths = async (base?: string) => (await affectedPackages(root, base)).map(({ path }) => path)
const all = ['apps/shop', 'packages/base', 'tooling/cli']

test('what has changed is affected, and what depends on it', async () => {
  write('packages/base/src/base.ts', '1')
  await commit()
  expect(await paths('HEAD~1')).toEqual(['apps/shop', 'packages/base'])
  write('apps/shop/src/main.ts', '1')
  await commit()
  expect(await paths('HEAD~1')).toEqual(['apps/shop'])
  expect(await paths('HEAD~2')).toEqual(['apps/shop', 'packages/base'])
  expect(await paths('HEAD')).toEqual([])
})

test('a change outside of packages affects them all, and so does a base that is not known', async () => {
  expect(await paths()).toEqual(all)
  expect(await paths('0000000000000000000000000000000000000000')).toEqual(all)
  write('docker/Dockerfile', '')
  await commit()
  expect(await paths('HEAD~1')).toEqual(all)
})

test('in what is affected there are tests, long tests, and images to be made', async () => {
  const packages = await affectedPackages(root)
  const found = (target: keyof typeof targets) => targets[target](root, packages)
  expect(found('tests')).toEqual(['./packages/base/'])
  expect(found('soaks')).toEqual(['./packages/base/soak/base.soak.ts'])
  expect(found('trim')).toEqual(['./tooling/cli/soak/clones.soak.ts'])
  expect(found('apps')).toEqual(['shop'])
  expect(targets.trim(root, [])).toEqual([])
})
