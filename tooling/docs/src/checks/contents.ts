import { join } from 'node:path'
import type { Page } from '../page.ts'
import type { Problem } from '../problem.ts'

/** Every page of docs is in its table of contents, so that somebody can find it. */
export function checkContents(page: Page, pages: ReadonlyMap<string, Page>): Problem[] {
  if (page.path !== 'docs/README.md') return []
  const listed = new Set(page.targets.map(({ text }) => join('docs', text.replace(/#.*/, ''))))
  return [...pages.keys()]
    .filter((path) => path.startsWith('docs/') && path !== page.path && !listed.has(path))
    .map((path) => ({ page: page.path, line: 1, message: `${path} is not listed` }))
}
