import { expect, setDefaultTimeout, test } from 'bun:test'
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findingsOf } from '../../../test/doctor.ts'
import { createFixture } from '../../../test/fixture.ts'
import { createTemplate, lines } from '../../../test/template-repository.ts'
import { apps } from './apps.ts'
import { bunVersion } from './bun-version.ts'
import { envFile } from './env-file.ts'
import { environment } from './environment.ts'
import { packages } from './packages.ts'
import { repository } from './repository.ts'

// Tests that start processes need more than Bun's 5 s on a busy machine.
setDefaultTimeout(30_000)

test.concurrent('another Bun than the one that package.json names is told, and an older one is a problem', async () => {
  await using fixture = await createFixture()
  const find = (packageManager: string) => {
    fixture.write('package.json', JSON.stringify({ workspaces: [], packageManager }))
    return findingsOf(bunVersion, fixture.root)
  }
  expect(await find(`bun@${Bun.version}`)).toEqual([{ level: 'ok', message: Bun.version }])
  expect(await find('bun@1.0.0')).toEqual([
    {
      level: 'warning',
      message: `this is ${Bun.version}, and package.json is tested with 1.0.0`,
      mend: 'install it: npm install --global bun@1.0.0',
    },
  ])
  expect(await find('bun@99.0.0')).toMatchObject([{ level: 'problem' }])
})

test.concurrent('packages that are missing, of another version, or not in bun.lock are named', async () => {
  using template = createTemplate()
  const { root, write } = template.copy('v0.1.0')
  const install = () => Bun.spawnSync([process.execPath, 'install'], { cwd: root })
  const manifest = (dependencies: object) => JSON.stringify({ name: '@repo/core', dependencies })
  mkdirSync(join(root, 'vendor'))
  write('vendor/package.json', '{ "name": "vendor", "version": "1.0.0" }')
  expect(await findingsOf(packages, root)).toMatchObject([
    { message: 'there is no bun.lock', mend: 'bun install' },
  ])

  write('packages/core/package.json', manifest({ vendor: `file:${root}/vendor` }))
  install()
  expect(await findingsOf(packages, root)).toMatchObject([{ level: 'ok' }])

  rmSync(join(root, 'packages/core/node_modules/vendor'), { recursive: true })
  expect(await findingsOf(packages, root)).toMatchObject([
    {
      level: 'problem',
      message: 'not installed as bun.lock says: vendor in packages/core',
      mend: 'bun install',
    },
  ])
  install()
  write('packages/late/package.json', '{ "name": "@repo/late" }')
  expect(await findingsOf(packages, root)).toMatchObject([
    {
      level: 'problem',
      message: expect.stringContaining('bun.lock is not what the package.json files ask for'),
    },
  ])
  write('bun.lock', '<<<<<<< yours\n')
  expect(await findingsOf(packages, root)).toMatchObject([{ message: 'bun.lock holds marks of a conflict' }])
})

test.concurrent('a package of another version than in bun.lock is named', async () => {
  await using fixture = await createFixture()
  rmSync(join(fixture.root, 'node_modules'))
  fixture.write('package.json', '{ "workspaces": [], "dependencies": { "jose": "6.0.0" } }')
  const lock = {
    lockfileVersion: 1,
    workspaces: { '': { dependencies: { jose: '6.0.0' } } },
    packages: { jose: ['jose@6.0.0', '', {}, 'sha512-x'] },
  }
  fixture.write('bun.lock', JSON.stringify(lock))
  fixture.write('node_modules/jose/package.json', '{ "name": "jose", "version": "5.0.0" }')
  expect(await findingsOf(packages, fixture.root)).toMatchObject([
    { level: 'problem', message: 'not installed as bun.lock says: jose in .' },
  ])
})

test.concurrent('a folder without git is a warning, a merge that is half done a problem', async () => {
  await using fixture = await createFixture()
  expect(await findingsOf(repository, fixture.root)).toMatchObject([
    { level: 'warning', mend: expect.stringMatching(/^git init/) },
  ])
  using template = createTemplate()
  const clone = template.clone('v0.1.0')
  expect(await findingsOf(repository, clone.root)).toEqual([{ level: 'ok', message: 'a repository' }])
  clone.commit({ 'packages/core/one.ts': lines({ 1: 'ours' }) }, 'ours')
  clone.git('checkout', '--quiet', 'v0.1.0')
  clone.commit({ 'packages/core/one.ts': lines({ 1: 'theirs' }) })
  expect(() => clone.git('merge', 'ours')).toThrow()
  expect(await findingsOf(repository, clone.root)).toMatchObject([
    { level: 'problem', message: 'in conflict: packages/core/one.ts' },
  ])
})

test.concurrent('an app that the host does not list, one that is gone, and one that does not load are named', async () => {
  await using fixture = await createFixture({ notes: {} })
  const find = () => findingsOf(apps, fixture.root)
  fixture.write('apps/notes/package.json', '{}')
  fixture.write('packages/multiapp/package.json', '{}')
  const dependencies = { '@repo/multiapp': 'workspace:*', '@repo/notes': 'workspace:*' }
  fixture.write('apps/host/package.json', JSON.stringify({ dependencies }))
  expect(await find()).toEqual([{ level: 'ok', message: 'notes' }])

  fixture.write('apps/shop/package.json', '{}')
  expect(await find()).toMatchObject([{ level: 'warning', message: 'the host does not serve shop' }])

  const more = { ...dependencies, '@repo/links': 'workspace:*' }
  fixture.write('apps/host/package.json', JSON.stringify({ dependencies: more }))
  expect(await find()).toMatchObject([
    { level: 'problem', message: 'apps/host/package.json names @repo/links, and apps/ has no such folder' },
  ])
})

test.concurrent('an app that does not load is a problem, of which the variables say nothing more', async () => {
  await using fixture = await createFixture({ notes: {} })
  fixture.write('apps/host/package.json', '{}')
  mkdirSync(join(fixture.root, 'packages'))
  rmSync(join(fixture.root, 'apps/notes/src/index.ts'))
  expect(await findingsOf(apps, fixture.root)).toMatchObject([
    { level: 'problem', message: expect.stringMatching(/^apps\/host\/src\/apps\.ts could not be loaded: /) },
  ])
  expect(await findingsOf(environment, fixture.root)).toEqual([])
})

test.concurrent('variables that a start would refuse are problems, and those that nothing reads warnings', async () => {
  await using fixture = await createFixture({ notes: {} })
  fixture.write('.env', 'PORT=http\nFEATURES_NOTE=export\n')
  expect(await findingsOf(environment, fixture.root, { LOG_LEVEL: 'loud' })).toMatchObject([
    { level: 'problem', message: expect.stringMatching(/^PORT: /) },
    { level: 'problem', message: expect.stringMatching(/^LOG_LEVEL: /) },
    { level: 'warning', message: 'FEATURES_NOTE (.env) is read by nothing: is FEATURES_NOTES meant?' },
  ])
})

test.concurrent('a .env that others can read is a warning, and one in git a problem', async () => {
  using template = createTemplate()
  const { root, git } = template.copy('v0.1.0')
  expect(await findingsOf(envFile, root)).toMatchObject([{ level: 'ok' }])
  writeFileSync(join(root, '.env'), 'AUTH_SECRET=x\n')
  chmodSync(join(root, '.env'), 0o644)
  expect(await findingsOf(envFile, root)).toMatchObject([{ level: 'warning', mend: 'chmod 600 .env' }])
  chmodSync(join(root, '.env'), 0o600)
  expect(await findingsOf(envFile, root)).toMatchObject([{ level: 'ok' }])
  git('add', '--force', '.env')
  expect(await findingsOf(envFile, root)).toMatchObject([
    { level: 'problem', message: 'it is in git, and so are its secrets' },
  ])
})
