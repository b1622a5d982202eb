import { expect, setDefaultTimeout, test } from 'bun:test'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { generateDrizzleJson, generateMigration } from 'drizzle-kit/api'
import { createEmptyKit, emptyList } from '../../test/empty-kit.ts'
import { run } from '../run.ts'

// Tests that start processes need more than Bun's 5 s on a busy machine.
setDefaultTimeout(30_000)

test.concurrent('new writes an app that compiles and is formatted, and the host lists it', async () => {
  using kit = createEmptyKit()
  const { code, stdout, stderr } = await kit.kit('new', 'my-shop', '--no-install')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(/^wrote apps\/my-shop \(\d+ files\) and its line in apps\/host\/src\/apps.ts\n/)
  expect(kit.read('apps/host/src/apps.ts')).toBe(`import type { AnyAppBackend } from '@repo/multiapp'
import { myShop } from '@repo/my-shop'

export const apps: AnyAppBackend[] = [myShop]
`)
  expect(JSON.parse(kit.read('apps/host/package.json')).dependencies).toEqual({
    '@repo/my-shop': 'workspace:*',
  })
  const checks = await Promise.all([
    kit.run('node_modules/.bin/tsc', '--noEmit', '-p', 'apps/my-shop'),
    kit.run('node_modules/.bin/biome', 'check', '--error-on-warnings', 'apps'),
  ])
  expect(checks.filter(({ code }) => code !== 0)).toEqual([])
})

test.concurrent('its first migration is what drizzle-kit writes', async () => {
  using kit = createEmptyKit()
  await kit.kit('new', 'my-shop', '--noun', 'line-item', '--no-install')
  const tables = await import(join(kit.root, 'apps/my-shop/src/tables.ts'))
  const statements = await generateMigration(generateDrizzleJson({}), generateDrizzleJson(tables))
  const written = kit.read('apps/my-shop/migrations/0000_init.sql').split('--> statement-breakpoint\n')
  expect(written).toEqual(statements)
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

test.concurrent('on a terminal it asks for what was not said, and again for what will not do', async () => {
  using kit = createEmptyKit()
  const dialogue = [
    ['What is the app called?', 'host\r'],
    ['there is a package @repo/host already', '\x7f\x7f\x7f\x7fshop\r'],
    ['What does it keep', '\x7f\x7f\x7f\x7fproduct\r'],
  ] as const
  expect(await kit.talk(['new', '--no-install'], dialogue)).toBe(0)
  expect(kit.has('apps/shop/src/products.ts')).toBe(true)
})

test.concurrent.each([
  [
    'Shop',
    '"Shop" cannot name an app: expected a lower-case letter, then up to 39 letters, digits and hyphens',
  ],
  ['host', 'there is a package @repo/host already: choose another slug'],
  ['multiapp', 'there is a package @repo/multiapp already: choose another slug'],
  ['default', '"default" has another meaning in the code of a new app: choose another word'],
  ['shop --noun Item', '"Item" cannot name what an app keeps: expected up to 30 letters, as in line-item'],
  ['shop --noun row', '"row" has another meaning in the code of a new app: choose another word'],
  ['', 'say what the app is called: bun kit new shop'],
])('new %s is refused', async (words, message) => {
  const lines: string[] = []
  const args = ['new', ...words.split(' ').filter(Boolean)]
  expect(await run(args, (line: string) => lines.push(line))).toBe(2)
  expect(lines).toEqual([`error: ${message}`])
})
