import { join } from 'node:path'
import type { Block, Page } from '../page.ts'
import type { Problem } from '../problem.ts'
import type { Repository } from '../repository.ts'
import { isMissing } from './paths.ts'

/** What a block of `tree` draws is there: a name on each line, deeper by two spaces than the folder it is in. */
export function checkTrees(page: Page, repository: Repository): Problem[] {
  return page.blocks
    .filter(({ language }) => language === 'tree')
    .flatMap(readTree)
    .filter(({ path }) => isMissing(path, repository))
    .map(({ path, line }) => ({ page: page.path, line, message: `there is no ${path}` }))
}

function readTree({ line, text }: Block): { path: string; line: number }[] {
  const folders: string[] = []
  return text.split('\n').flatMap((row, index) => {
    const [, indent = '', name] = /^( *)(\S+)/.exec(row) ?? []
    if (name === undefined) return []
    const depth = indent.length / 2
    const path = join(folders[depth - 1] ?? '', name)
    folders.splice(depth, folders.length, path)
    return [{ path, line: line + index }]
  })
}
