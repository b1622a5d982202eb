import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Glob } from 'bun'
import type { Package } from './affected.ts'

/** What there is to do in packages, as words of a command line. */
export const targets = {
  /** The folders in which `bun test` finds tests. */
  tests: (root: string, packages: readonly Package[]): string[] =>
    packages
      .map(({ path }) => path)
      .filter((path) => hasAny(join(root, path), '**/*.test.ts'))
      .map((path) => `./${path}/`),

  /** The long tests, but for those that `trim` has. */
  soaks: (root: string, packages: readonly Package[]): string[] =>
    packages.filter(({ path }) => path !== cli).flatMap(({ path }) => soaksIn(root, path)),

  /** What clones the repository and makes another kit of it: any change may break it. */
  trim: (root: string, packages: readonly Package[]): string[] =>
    packages.length === 0 ? [] : soaksIn(root, cli),

  /** The names of the apps, the host among them, whose images would be other ones. */
  apps: (root: string, packages: readonly Package[]): string[] =>
    packages
      .filter(({ path }) => path.startsWith('apps/') && existsSync(join(root, path, 'src/main.ts')))
      .map(({ path }) => path.slice('apps/'.length)),
}

export type Target = keyof typeof targets

const cli = 'tooling/cli'

function soaksIn(root: string, path: string): string[] {
  return [...new Glob(`${path}/soak/*.soak.ts`).scanSync({ cwd: root })].sort().map((file) => `./${file}`)
}

function hasAny(folder: string, pattern: string): boolean {
  for (const file of new Glob(pattern).scanSync({ cwd: folder, followSymlinks: false })) {
    if (!file.includes('node_modules/')) return true
  }
  return false
}
