import { expect, setDefaultTimeout, test } from 'bun:test'
import { main, type Outcome } from '../../test/fixture.ts'
import { createTemplate, lines, type Repository } from '../../test/template-repository.ts'

// Tests that start processes need more than Bun's 5 s on a busy machine.
setDefaultTimeout(30_000)

async function kit({ root }: Repository, ...args: string[]): Promise<Outcome> {
  const child = Bun.spawn([process.execPath, '--no-env-file', main, 'upgrade', ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [stdout, stderr, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ])
  return { code, stdout, stderr }
}

test.concurrent('upgrade shows what it would do, does it, installs, and says what is next', async () => {
  using template = createTemplate()
  const news = '# Changelog\n\n## v0.2.0\n\n- Apps: rename `one` to `two`.\n'
  template.commit(
    {
      'CHANGELOG.md': `${news}\n## v0.1.0\n\n- It runs.\n`,
      'packages/core/one.ts': lines({ 3: 'theirs' }),
      'packages/core/new.ts': 'new\n',
      'apps/sample/index.ts': lines({ 1: 'theirs' }),
    },
    'v0.2.0',
  )
  const clone = template.copy('v0.1.0')
  const shown = await kit(clone, '--from', template.root, '--dry-run')
  const changes = ['M package.json', 'A packages/core/new.ts', 'M packages/core/one.ts']
  expect({ ...shown, stdout: shown.stdout.split('\n') }).toEqual({
    code: 0,
    stderr: '',
    stdout: [
      'from v0.1.0 to v0.2.0: 3 files',
      '',
      'changes:',
      ...changes.map((line) => `  ${line}`),
      '',
      'the template has changed these apps too, which are yours:',
      '  apps/sample',
      '',
      'what its CHANGELOG says:',
      '  ## v0.2.0',
      '',
      '  - Apps: rename `one` to `two`.',
      '',
    ],
  })
  expect(clone.git('status', '--porcelain')).toBe('')

  const apps = await kit(clone, '--from', template.root, '--apps')
  expect(apps.stdout).toContain('\n-line 1\n+theirs\n')

  const done = await kit(clone, '--from', template.root)
  expect(done.code).toBe(0)
  expect(done.stdout).toContain('\n  packages/core: 1 changed, 1 added\n')
  expect(done.stdout).toContain('\n  2. "bun kit upgrade v0.2.0 --base v0.1.0 --apps" shows')
  expect(done.stdout).toEndWith('\n\ngit reset --hard takes all of it back.\n')
  expect(clone.read('packages/core/new.ts')).toBe('new\n')
  expect(clone.read('bun.lock')).toContain('@repo/core')
  clone.commit({})
  expect(await kit(clone, '--from', template.root)).toEqual({
    code: 0,
    stdout: 'nothing to do: this clone has v0.2.0\n',
    stderr: '',
  })
})

test.concurrent('upgrade with conflicts names them and fails, and so does one that cannot begin', async () => {
  using template = createTemplate()
  template.commit(
    { 'packages/core/one.ts': lines({ 3: 'theirs' }), 'packages/core/old.ts': undefined },
    'v0.2.0',
  )
  const clone = template.clone('v0.1.0')
  clone.commit({ 'packages/core/one.ts': lines({ 3: 'ours' }), 'packages/core/old.ts': 'older\n' })
  const { code, stdout, stderr } = await kit(clone, '--from', template.root, '--no-install')
  expect([code, stderr]).toEqual([1, 'error: in conflict: 2 files\n'])
  expect(stdout).toContain('\n  packages/core/one.ts  changed on both sides\n')
  expect(stdout).toContain('\n  packages/core/old.ts  changed here, removed in the template\n')
  expect(stdout).toContain('\n  1. settle the conflicts, then "git add" each file, then "bun install"\n')
  expect(clone.read('bun.lock')).toBeUndefined()

  const again = await kit(clone, '--from', template.root)
  expect([again.code, again.stdout]).toEqual([1, ''])
  expect(again.stderr).toMatch(
    /^error: there are changes that are not committed \(package\.json, packages[^)]*\): commit or stash/,
  )
})
