import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { applyPlan } from '../src/upgrade/apply.ts'
import type { Plan } from '../src/upgrade/plan.ts'
import { openUpgrade, type UpgradeOptions } from '../src/upgrade/upgrade.ts'
import {
  createTemplate,
  lines,
  manifest,
  type Repository,
  type TemplateRepository,
} from '../test/template-repository.ts'

// Tests that start processes need more than Bun's 5 s on a busy machine.
setDefaultTimeout(30_000)

// v0.2.0 has something of everything.
function createTemplateWithTwo(): TemplateRepository {
  const template = createTemplate()
  template.commit(
    {
      'package.json': manifest(
        { elysia: '1.1.0', hono: '4.0.0', jose: '6.0.0' },
        { kit: { version: 'v0.2.0' } },
      ),
      'CHANGELOG.md': '# Changelog\n\n## v0.2.0\n\n- `one` is better.\n\n## v0.1.0\n\n- It runs.\n',
      'README.md': 'the template, better\n',
      'docs/auth.md': 'auth, better\n',
      'packages/core/one.ts': lines({ 3: 'theirs' }),
      'packages/core/new.ts': 'new\n',
      'packages/core/old.ts': undefined,
      'packages/core/named.ts': undefined,
      'packages/core/renamed.ts': lines(),
      'packages/extra/more.ts': 'more\n',
      'packages/fresh/package.json': '{ "name": "@repo/fresh" }\n',
      'apps/sample/index.ts': lines({ 1: 'theirs' }),
    },
    'v0.2.0',
  )
  return template
}

// For those that add no version to it.
const template = createTemplateWithTwo()
afterAll(() => template[Symbol.dispose]())

async function upgrade(
  clone: Repository,
  template: Repository,
  options: Partial<UpgradeOptions> = {},
): Promise<Plan> {
  using opened = await openUpgrade({ root: clone.root, from: template.root, ...options })
  const plan = await opened.plan()
  await applyPlan(opened.clone, opened.template, plan)
  return plan
}

const problem = (promise: Promise<unknown>) =>
  promise.then(
    () => 'none',
    (error: Error) => error.message,
  )

describe.each(['clone', 'copy'] as const)('a %s of the template', (kind) => {
  test.concurrent('gets what the template has changed, keeps what it has changed itself, and its apps are not touched', async () => {
    const clone = template[kind]('v0.1.0')
    clone.commit({
      'README.md': 'my product\n',
      'turbo.json': '{ "mine": true }\n',
      'packages/core/one.ts': lines({ 17: 'ours' }),
      'packages/core/named.ts': lines({ 5: 'ours' }),
      'packages/core/mine.ts': 'mine\n',
      'apps/sample/index.ts': undefined,
      'apps/shop/index.ts': 'shop\n',
      'package.json': manifest(
        { elysia: '1.0.0', jose: '6.0.1' },
        { name: 'my-product', kit: { version: 'v0.1.0' } },
      ),
    })
    const plan = await upgrade(clone, template)
    expect(plan.conflicts).toEqual([])
    expect(clone.read('packages/core/one.ts')).toBe(lines({ 3: 'theirs', 17: 'ours' }))
    expect(clone.read('packages/core/renamed.ts')).toBe(lines({ 5: 'ours' }))
    expect(clone.read('packages/core/named.ts')).toBeUndefined()
    expect(clone.read('packages/core/new.ts')).toBe('new\n')
    expect(clone.read('packages/core/old.ts')).toBeUndefined()
    expect(clone.read('packages/core/mine.ts')).toBe('mine\n')
    expect(clone.read('packages/fresh/package.json')).toBeDefined()
    expect(clone.read('docs/auth.md')).toBe('auth, better\n')
    expect(clone.read('turbo.json')).toBe('{ "mine": true }\n')
    expect(clone.read('README.md')).toBe('my product\n')
    expect(JSON.parse(clone.read('package.json') ?? '')).toEqual({
      name: 'my-product',
      private: true,
      kit: { version: 'v0.2.0' },
      workspaces: {
        packages: ['packages/*', 'apps/*'],
        catalog: { elysia: '1.1.0', hono: '4.0.0', jose: '6.0.1' },
      },
    })
    expect(clone.git('status', '--porcelain', '--', 'apps')).toBe('')
    expect(plan.apps).toEqual(['apps/sample'])
    expect(plan.news).toEqual(['## v0.2.0', '', '- `one` is better.', ''])
    expect(
      clone
        .git('status', '--porcelain')
        .split('\n')
        .filter((line) => !/^[AMDR] {2}/.test(line)),
    ).toEqual([])
    expect(clone.git('tag')).toBe(kind === 'clone' ? 'v0.1.0\nv0.2.0' : '')
  })

  test.concurrent('is upgraded again from where it stands', async () => {
    using template = createTemplateWithTwo()
    const clone = template[kind]('v0.1.0')
    await upgrade(clone, template)
    clone.commit({ 'packages/core/one.ts': lines({ 3: 'theirs', 9: 'ours' }) })
    template.commit(
      { 'packages/core/one.ts': lines({ 3: 'theirs again' }), 'packages/core/new.ts': undefined },
      'v0.10.0',
    )
    const plan = await upgrade(clone, template)
    expect(plan.conflicts).toEqual([])
    expect(clone.read('packages/core/one.ts')).toBe(lines({ 3: 'theirs again', 9: 'ours' }))
    expect(clone.read('packages/core/new.ts')).toBeUndefined()
    expect(clone.read('package.json')).toContain('"version": "v0.10.0"')
  })
})

test.concurrent('what both have changed is left as a conflict of git, which a reset takes back', async () => {
  using template = createTemplateWithTwo()
  const clone = template.copy('v0.1.0')
  clone.commit({
    'packages/core/one.ts': lines({ 3: 'ours' }),
    'packages/core/old.ts': 'older\n',
    'packages/core/new.ts': 'mine\n',
    'packages/core/two.ts': undefined,
  })
  template.commit({ 'packages/core/two.ts': lines({ 2: 'theirs' }) }, 'v0.3.0')
  const head = clone.git('rev-parse', 'HEAD^{tree}')
  const plan = await upgrade(clone, template)
  expect(plan.conflicts.map(({ path }) => path).sort()).toEqual(
    ['new', 'old', 'one', 'two'].map((name) => `packages/core/${name}.ts`),
  )
  expect(clone.read('packages/core/one.ts')?.split('\n').slice(1, 8)).toEqual([
    'line 2',
    '<<<<<<< yours',
    'ours',
    '=======',
    'theirs',
    '>>>>>>> template/v0.3.0',
    'line 4',
  ])
  const status = clone.git('status', '--porcelain').split('\n')
  expect(status).toContain('UU packages/core/one.ts')
  expect(status).toContain('UD packages/core/old.ts')
  expect(status).toContain('AA packages/core/new.ts')
  expect(status).toContain('DU packages/core/two.ts')
  clone.git('reset', '--quiet', '--hard')
  expect(clone.git('status', '--porcelain')).toBe('')
  expect(clone.git('write-tree')).toBe(head)
  expect(existsSync(join(clone.root, 'packages/fresh'))).toBe(false)
})

test.concurrent('a package that the clone has removed stays removed, and so does a file that is no code', async () => {
  const clone = template.clone('v0.1.0')
  clone.commit({ 'packages/extra/package.json': undefined, 'docs/auth.md': undefined })
  const plan = await upgrade(clone, template)
  expect(plan.conflicts).toEqual([])
  expect(plan.removed).toEqual(['docs', 'packages/extra'])
  expect(clone.read('packages/extra/more.ts')).toBeUndefined()
  expect(clone.read('docs/auth.md')).toBeUndefined()
})

test.concurrent('a field of package.json that both have changed keeps the value of the clone', async () => {
  const clone = template.clone('v0.1.0')
  clone.commit({ 'package.json': manifest({ elysia: '1.0.9', jose: '6.0.0' }) })
  const plan = await upgrade(clone, template)
  expect(plan.differences).toEqual([
    { path: 'package.json', field: 'workspaces.catalog.elysia', ours: '1.0.9', theirs: '1.1.0' },
  ])
  expect(JSON.parse(clone.read('package.json') ?? '').workspaces.catalog).toEqual({
    elysia: '1.0.9',
    hono: '4.0.0',
    jose: '6.0.0',
  })
})

test.concurrent('a copy whose package.json tells nothing is recognised by the files of its first commit', async () => {
  using template = createTemplateWithTwo()
  template.commit({ 'packages/core/one.ts': lines({ 3: 'newest' }) }, 'v0.3.0')
  const copy = template.copy('v0.2.0')
  copy.commit({ 'package.json': manifest({}) })
  copy.commit({ 'packages/core/one.ts': lines({ 3: 'theirs', 12: 'ours' }) })
  using opened = await openUpgrade({ root: copy.root, from: template.root })
  expect([opened.base.name, opened.target.name]).toEqual(['v0.2.0', 'v0.3.0'])
})

test.concurrent('a clone of a part of the history, and one in a folder of a larger repository, are upgraded too', async () => {
  const shallow = template.clone('v0.1.0')
  shallow.git('remote', 'set-url', 'origin', `file://${template.root}`)
  shallow.git('tag', '--delete', 'v0.1.0', 'v0.2.0')
  shallow.git('fetch', '--quiet', '--depth=1', '--no-tags', 'origin', 'tag', 'v0.1.0')
  shallow.git('reset', '--quiet', '--hard', 'v0.1.0')
  shallow.git('remote', 'remove', 'origin')
  await upgrade(shallow, template)
  expect(shallow.read('packages/core/one.ts')).toBe(lines({ 3: 'theirs' }))

  const larger = template.copy('v0.1.0')
  for (const name of [
    'apps',
    'packages',
    'tooling',
    'docs',
    'package.json',
    'turbo.json',
    'README.md',
    'CHANGELOG.md',
  ]) {
    larger.write('back end/.keep', '')
    larger.git('mv', name, `back end/${name}`)
  }
  larger.commit({ 'packages/other.ts': 'other\n' })
  const plan = await upgrade({ ...larger, root: join(larger.root, 'back end') }, template, { base: 'v0.1.0' })
  expect(plan.conflicts).toEqual([])
  expect(larger.read('back end/packages/core/one.ts')).toBe(lines({ 3: 'theirs' }))
  expect(larger.read('packages/other.ts')).toBe('other\n')
})

test.concurrent('a file that git does not keep is not overwritten, and then nothing is changed', async () => {
  const clone = template.clone('v0.1.0')
  clone.write('packages/core/new.ts', 'not committed\n')
  const before = clone.git('status', '--porcelain')
  expect(await problem(upgrade(clone, template))).toMatch(/^git read-tree: .*packages\/core\/new\.ts/)
  expect(clone.git('status', '--porcelain')).toBe(before)
  expect(clone.read('packages/core/new.ts')).toBe('not committed\n')
  expect(clone.read('packages/core/one.ts')).toBe(lines())
})

test.concurrent('what may be executed stays so', async () => {
  using template = createTemplateWithTwo()
  template.git('update-index', '--chmod=+x', 'tooling/cli/run.sh')
  template.git('-c', 'core.fileMode=false', 'commit', '--quiet', '--message', 'mode')
  template.git('tag', 'v0.3.0')
  const clone = template.clone('v0.1.0')
  await upgrade(clone, template)
  expect(statSync(join(clone.root, 'tooling/cli/run.sh')).mode & 0o111).not.toBe(0)
})

test.concurrent('whoever cannot be upgraded is told what to do, and nothing is changed', async () => {
  const clone = template.clone('v0.1.0')
  const open = (options: Partial<UpgradeOptions> = {}) =>
    problem(openUpgrade({ root: clone.root, from: template.root, ...options }))
  expect(await open({ to: 'v9.9.9' })).toBe('upgrade: the template has no v9.9.9: there are v0.2.0, v0.1.0')
  expect(await open({ base: 'v9' })).toBe('--base: the template has no v9: there are v0.2.0, v0.1.0')
  expect(await open({ from: join(template.root, 'nowhere') })).toMatch(
    /^the template cannot be fetched from .*nowhere: /,
  )
  expect(await problem(openUpgrade({ root: clone.root }))).toMatch(
    /^it is not known where the template is: .*--from/,
  )
  clone.git('checkout', '--quiet', 'v0.2.0')
  expect(await open({ to: 'v0.1.0' })).toBe('v0.1.0 is older than what this clone has, which is v0.2.0')
  clone.write('packages/core/one.ts', 'changed')
  expect(await open()).toBe(
    'there are changes that are not committed (packages/core/one.ts): commit or stash them first',
  )

  const stranger = template.copy('v0.1.0')
  stranger.git('commit', '--quiet', '--amend', '--message', 'first')
  stranger.commit({ 'package.json': manifest({}), 'packages/core/one.ts': 'mine' })
  stranger.git('checkout', '--quiet', '--orphan', 'anew')
  stranger.commit({})
  expect(await problem(openUpgrade({ root: stranger.root, from: template.root }))).toBe(
    'it is not known which version this was made from: say it by --base, as one of v0.2.0, v0.1.0',
  )
  const plain = template.copy('v0.1.0')
  plain.git('checkout', '--quiet', '--orphan', 'empty')
  expect(await problem(openUpgrade({ root: plain.root, from: template.root }))).toMatch(
    /^there is no commit yet: /,
  )
})
