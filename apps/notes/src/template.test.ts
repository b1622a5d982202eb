import { expect, test } from 'bun:test'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { findRoot } from '@repo/devdb'

const root = findRoot(import.meta.dir)

test('`bun kit new notes` writes this app, file by file; to change one, change tooling/cli/template as well', async () => {
  using kit = createEmptyKit()
  const command = [process.execPath, join(root, 'tooling/cli/src/main.ts'), 'new', 'notes', '--no-install']
  const child = Bun.spawn(command, { cwd: kit.root, stdout: 'ignore', stderr: 'inherit' })
  expect(await child.exited).toBe(0)
  const here = filesOf(join(root, 'apps/notes'))
  delete here[`src/${basename(import.meta.path)}`]
  expect(here).toEqual(filesOf(join(kit.root, 'apps/notes')))
})

/** A kit whose host has no apps. */
function createEmptyKit() {
  const folder = mkdtempSync(join(tmpdir(), 'notes-template-'))
  mkdirSync(join(folder, 'apps/host/src'), { recursive: true })
  const write = (path: string, text: string) => writeFileSync(join(folder, path), text)
  write('package.json', '{ "workspaces": ["apps/*"] }')
  write('apps/host/package.json', '{ "name": "@repo/host" }')
  write('apps/host/src/apps.ts', 'export const apps = []\n')
  for (const file of ['biome.json', '.gitignore']) copyFileSync(join(root, file), join(folder, file))
  return { root: folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) }
}

function filesOf(folder: string): Record<string, string> {
  const paths = [...new Bun.Glob('**/*').scanSync({ cwd: folder, dot: true })]
  const written = paths.filter((path) => !/^(node_modules|dist|\.turbo)\//.test(path))
  return Object.fromEntries(written.map((path) => [path, readFileSync(join(folder, path), 'utf8')]))
}
