import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Glob } from 'bun'
import { checkBlocks } from './checks/blocks.ts'
import { checkCommands } from './checks/commands.ts'
import { checkContents } from './checks/contents.ts'
import { checkLinks } from './checks/links.ts'
import { checkNames } from './checks/names.ts'
import { checkPaths } from './checks/paths.ts'
import { checkTrees } from './checks/trees.ts'
import { type Page, parsePage } from './page.ts'
import { comparePlaces, type Problem } from './problem.ts'
import { openRepository } from './repository.ts'

const places = ['README.md', 'CONTRIBUTING.md', 'docs/*.md', '{apps,packages,tooling}/*/README.md']

/** The pages of the repository at `root`. */
export function readPages(root: string): Page[] {
  const paths = places.flatMap((place) => [...new Glob(place).scanSync({ cwd: root })])
  return paths.sort().map((path) => parsePage(path, readFileSync(join(root, path), 'utf8')))
}

/** All that can be said of the pages without a compiler. */
export function checkPages(root: string, pages: readonly Page[]): Problem[] {
  const repository = openRepository(root)
  const byPath = new Map(pages.map((page) => [page.path, page]))
  return pages
    .flatMap((page) => [
      ...checkBlocks(page),
      ...checkLinks(page, byPath, repository),
      ...checkContents(page, byPath),
      ...checkPaths(page, repository),
      ...checkTrees(page, repository),
      ...checkNames(page, repository),
      ...checkCommands(page, repository),
    ])
    .sort(comparePlaces)
}
