import { expect, setDefaultTimeout, test } from 'bun:test'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createEmptyKit, type EmptyKit, emptyList } from '../../test/empty-kit.ts'

// Tests that start processes need more than Bun's 5 s on a busy machine.
setDefaultTimeout(30_000)

const apps = ({ root }: EmptyKit) => readdirSync(join(root, 'apps')).sort()
const git = (kit: EmptyKit, ...args: string[]) =>
  kit.run('git', '-c', 'user.name=test', '-c', 'user.email=test@example.com', ...args)

async function createKit(...slugs: string[]): Promise<EmptyKit> {
  const kit = createEmptyKit()
  for (const slug of slugs)
    expect(await kit.kit('new', slug, '--no-install')).toMatchObject({ code: 0, stderr: '' })
  return kit
}

test.concurrent('remove takes the last app away: its folder, its line, its dependency', async () => {
  using kit = await createKit('shop')
  const listed = kit.read('apps/host/package.json')
  expect(listed).toContain('@repo/shop')
  const { code, stdout, stderr } = await kit.kit('remove', 'shop', '--force', '--no-install')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toBe(`removed apps/shop and its line in apps/host/src/apps.ts
its schema app_shop stays where there is one: "bun kit db drop shop" removes it
`)
  expect(apps(kit)).toEqual(['host'])
  expect(kit.read('apps/host/src/apps.ts')).toBe(emptyList)
  expect(kit.read('apps/host/package.json')).not.toContain('@repo/shop')
})

test.concurrent('remove keeps what git has not, unless it is forced', async () => {
  using kit = await createKit('shop')
  const remove = (...flags: string[]) => kit.kit('remove', 'shop', '--no-install', ...flags)
  const outside =
    'error: this removes apps/shop, of which git has no copy: run it on a terminal, or with --force\n'
  const changed = 'error: apps/shop has changes that are not committed: commit them, or add --force\n'
  expect(await remove()).toEqual({ code: 2, stdout: '', stderr: outside })
  await git(kit, 'init', '--quiet')
  expect(await remove()).toEqual({ code: 1, stdout: '', stderr: changed })
  await git(kit, 'add', '.')
  await git(kit, 'commit', '--quiet', '--message', 'a shop')
  kit.write('apps/shop/src/more.ts', '')
  expect(await remove()).toEqual({ code: 1, stdout: '', stderr: changed })
  await git(kit, 'add', '.')
  await git(kit, 'commit', '--quiet', '--message', 'more')
  expect(await remove()).toMatchObject({ code: 0, stderr: '' })
  expect(apps(kit)).toEqual(['host'])
})

test.concurrent('what fails half-way changes nothing', async () => {
  using kit = await createKit('shop', 'store')
  const before = [kit.read('apps/host/src/apps.ts'), kit.read('apps/host/package.json')]
  // What the other app depends on is not in this workspace: bun install fails.
  const { code, stderr } = await kit.kit('remove', 'shop', '--force')
  expect(code).toBe(1)
  expect(stderr).toStartWith('error: "install" failed: ')
  expect(apps(kit)).toEqual(['host', 'shop', 'store'])
  expect(before).toEqual([kit.read('apps/host/src/apps.ts'), kit.read('apps/host/package.json')])
})

test.concurrent('on a terminal it asks which app', async () => {
  using kit = await createKit('shop', 'store')
  const dialogue = [['Which app?', '\x1b[B\r']] as const
  expect(await kit.talk(['remove', '--force', '--no-install'], dialogue)).toBe(0)
  expect(apps(kit)).toEqual(['host', 'shop'])
  expect(await kit.talk(['remove', '--force'], [['Which app?', '\x03']])).toBe(1)
  expect(apps(kit)).toEqual(['host', 'shop'])
})

test.concurrent('only an app can be removed, and the host is none', async () => {
  using kit = await createKit('shop')
  for (const slug of ['host', 'links', '../apps/shop'])
    expect(await kit.kit('remove', slug, '--force')).toEqual({
      code: 2,
      stdout: '',
      stderr: `error: no app "${slug}": there are shop\n`,
    })
  expect(await kit.kit('remove')).toEqual({
    code: 2,
    stdout: '',
    stderr: 'error: say which app goes: bun kit remove links\n',
  })
})
