import { expect, setDefaultTimeout, test } from 'bun:test'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findRoot } from '@repo/devdb'
import { composeFile } from '@repo/images'
import { withoutPublicSchema } from '@repo/multiapp/migrations'
import { generateDrizzleJson, generateMigration } from 'drizzle-kit/api'
import { createEmptyKit, type EmptyKit, emptyList } from '../../test/empty-kit.ts'
import { listFile } from '../host/app-list.ts'
import { manifestFile } from '../host/dependencies.ts'
import { run } from '../run.ts'

// Tests that start processes need more than Bun's 5 s on a busy machine.
setDefaultTimeout(30_000)

const wanted = ['', '--with identity', '--with rls', '--with identity,rls'].map((flags, index) => ({
  slug: `my-shop-${index}`,
  args: ['--noun', 'line-item', ...flags.split(' ').filter(Boolean)],
}))

test.concurrent('whatever it is made with, a new app compiles, is formatted, and begins as drizzle-kit would', async () => {
  using kit = createEmptyKit()
  for (const { slug, args } of wanted)
    expect(await kit.kit('new', slug, ...args, '--no-install')).toMatchObject({ code: 0, stderr: '' })
  kit.linkPackages()
  kit.write('tsconfig.json', '{ "extends": "./tsconfig.base.json", "include": ["apps/my-shop-*/**/*.ts"] }')
  const checks = await Promise.all([
    kit.run('node_modules/.bin/tsc', '--noEmit', '-p', '.'),
    kit.run('node_modules/.bin/biome', 'check', '--error-on-warnings', 'apps'),
  ])
  expect(checks.filter(({ code }) => code !== 0)).toEqual([])
  for (const { slug } of wanted) expect(await migrationOf(kit, slug)).toEqual(await statementsFor(kit, slug))
})

async function migrationOf(kit: EmptyKit, slug: string): Promise<string[]> {
  const text = kit.read(`apps/${slug}/migrations/0000_init.sql`)
  return text
    .split(/--> statement-breakpoint\n?/)
    .map((statement) => statement.trim())
    .sort()
}

// Which table comes first goes by the alphabet, and the template's names are others: the statements are the same.
async function statementsFor(kit: EmptyKit, slug: string): Promise<string[]> {
  const tables = await import(join(kit.root, 'apps', slug, 'src/tables.ts'))
  const statements = await generateMigration(generateDrizzleJson({}), generateDrizzleJson(tables))
  return statements.map((statement) => withoutPublicSchema(statement).trim()).sort()
}

test.concurrent('new lists the app where apps are listed, by the alphabet, and remove takes it out again', async () => {
  using kit = createEmptyKit()
  const compose = readFileSync(join(findRoot(import.meta.dir), composeFile), 'utf8')
  kit.write(composeFile, compose)
  await kit.kit('new', 'shop', '--no-install')
  const listed = [listFile, manifestFile, composeFile]
  const before = listed.map(kit.read)
  const { stdout } = await kit.kit('new', 'my-shop', '--no-install')
  expect(stdout).toMatch(/^wrote apps\/my-shop \(\d+ files\) and its line in apps\/host\/src\/apps.ts\n/)
  expect(kit.read(listFile)).toBe(`import type { AnyAppBackend } from '@repo/multiapp'
import { myShop } from '@repo/my-shop'
import { shop } from '@repo/shop'

export const apps: AnyAppBackend[] = [myShop, shop]
`)
  expect(JSON.parse(kit.read(manifestFile)).dependencies).toEqual({
    '@repo/my-shop': 'workspace:*',
    '@repo/shop': 'workspace:*',
  })
  expect(kit.read(composeFile)).toContain('  app-my-shop:\n')
  await kit.kit('remove', 'my-shop', '--force', '--no-install')
  expect(listed.map(kit.read)).toEqual(before)
})

test.concurrent('what fails half-way leaves nothing', async () => {
  using kit = createEmptyKit()
  // What the app depends on is not in this workspace: bun install fails.
  const { code, stderr } = await kit.kit('new', 'shop')
  expect(code).toBe(1)
  expect(stderr).toStartWith('error: "install" failed: ')
  expect(readdirSync(join(kit.root, 'apps'))).toEqual(['host'])
  expect(kit.read('apps/host/src/apps.ts')).toBe(emptyList)
  expect(kit.read('apps/host/package.json')).toBe('{ "name": "@repo/host" }')
  expect(kit.has('bun.lock')).toBe(false)
})

test.concurrent('a folder that is there already is refused, and stays as it is', async () => {
  using kit = createEmptyKit()
  kit.write('apps/shop/plans.md', 'by hand')
  expect(await kit.kit('new', 'shop', '--no-install')).toEqual({
    code: 2,
    stdout: '',
    stderr: 'error: apps/shop is there already: choose another slug, or move that folder away\n',
  })
  expect(kit.read('apps/shop/plans.md')).toBe('by hand')
})

test.concurrent('whoever ends it while it installs finds nothing of it', async () => {
  using kit = createEmptyKit()
  await using registry = Bun.serve({ port: 0, idleTimeout: 0, fetch: () => new Promise<Response>(() => {}) })
  kit.write('package.json', '{ "workspaces": ["apps/*"], "dependencies": { "slow": "1.0.0" } }')
  kit.write('bunfig.toml', `[install]\nregistry = "${registry.url}"\n`)
  const child = kit.start('new', 'shop')
  while (!kit.has('apps/shop/package.json') || registry.pendingRequests === 0) await Bun.sleep(10)
  child.kill('SIGTERM')
  expect(await child.exited).toBe(1)
  expect(readdirSync(join(kit.root, 'apps'))).toEqual(['host'])
  expect(kit.read(manifestFile)).toBe('{ "name": "@repo/host" }')
})

test.concurrent('on a terminal it asks for what was not said, and again for what will not do', async () => {
  using kit = createEmptyKit()
  const dialogue = [
    ['What is the app called?', 'host\r'],
    ['there is a package @repo/host already', '\x7f\x7f\x7f\x7fshop\r'],
    ['What does it keep', '\x7f\x7f\x7f\x7fproduct\r'],
    ['What else does it have?', '\x1b[B \r'],
  ] as const
  expect(await kit.talk(['new', '--no-install'], dialogue)).toBe(0)
  expect(kit.read('apps/shop/src/products.ts')).toContain('createProduct(tx: Tx')
})

test.concurrent.each([
  [
    'Shop',
    '"Shop" cannot name an app: expected a lower-case letter, then up to 39 letters, digits and hyphens',
  ],
  ['host', 'there is a package @repo/host already: choose another slug'],
  ['multiapp', 'there is a package @repo/multiapp already: choose another slug'],
  ['default', '"default" has another meaning in the code of a new app: choose another word'],
  ['my-own --noun Item', '"Item" cannot name what an app keeps: expected up to 30 letters, as in line-item'],
  ['my-own --noun user', '"user" has another meaning in the code of a new app: choose another word'],
  ['', 'say what the app is called: bun kit new shop'],
])('new %s is refused', async (words, message) => {
  const lines: string[] = []
  const args = ['new', ...words.split(' ').filter(Boolean)]
  expect(await run(args, (line: string) => lines.push(line))).toBe(2)
  expect(lines).toEqual([`error: ${message}`])
})
