import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Block, Page } from './page.ts'

/** A block of TypeScript as a file. */
export interface Module {
  /** In the folder of all of them. */
  path: string
  page: string
  block: Block
}

const example = join(import.meta.dir, '../example')

/**
 * The blocks of `ts` as the files of an app for each page, so that they may import each other: `file=src/app.ts` says
 * which one a block is; another is a file of its own in `src`.
 */
export function modulesOf(pages: readonly Page[]): Module[] {
  return pages.flatMap(({ path, blocks }) =>
    blocks
      .filter(({ language }) => language === 'ts')
      .map((block) => ({ path: join(appOf(path), fileOf(block)), page: path, block })),
  )
}

/** What a page does not show of its app is the example's. Lines keep the numbers that they have in the page. */
export function writeModules(modules: readonly Module[], folder: string): void {
  rmSync(folder, { recursive: true, force: true })
  for (const app of new Set(modules.map(({ page }) => appOf(page)))) {
    cpSync(example, join(folder, app), { recursive: true })
  }
  for (const { path, block } of modules) {
    const file = join(folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, `${'\n'.repeat(block.line - 1)}${block.text}\n`)
  }
}

function appOf(page: string): string {
  return page.replace(/\.md$/, '').replaceAll('/', '-')
}

function fileOf({ attributes, line }: Block): string {
  return attributes.file ?? `src/line-${line}.ts`
}
