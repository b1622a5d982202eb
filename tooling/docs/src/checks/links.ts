import { dirname, join, normalize } from 'node:path'
import type { Page } from '../page.ts'
import type { Problem } from '../problem.ts'
import type { Repository } from '../repository.ts'

/** Links and images lead to what is there; links to a heading of a page, to one that it has. */
export function checkLinks(page: Page, pages: ReadonlyMap<string, Page>, repository: Repository): Problem[] {
  return page.targets.flatMap(({ line, text }) => {
    const message = linkProblem(page, text, pages, repository)
    return message === undefined ? [] : [{ page: page.path, line, message }]
  })
}

function linkProblem(
  page: Page,
  target: string,
  pages: ReadonlyMap<string, Page>,
  repository: Repository,
): string | undefined {
  if (/^[a-z]+:/.test(target)) return URL.canParse(target) ? undefined : `${target} is no address`
  const [file = '', anchor] = target.split('#')
  const path = file === '' ? page.path : normalize(join(dirname(page.path), file))
  if (page.path.startsWith('docs/') && isSample(path)) {
    return `${target} leads into an app, which its owner may remove`
  }
  if (path.startsWith('..')) return `${target} leads out of the repository`
  if (!repository.has(path)) return `${target} leads nowhere`
  if (anchor === undefined) return undefined
  const there = pages.get(path)
  if (there && !there.anchors.has(anchor)) return `${path} has no heading "#${anchor}"`
  return undefined
}

function isSample(path: string): boolean {
  return path.startsWith('apps/') && !path.startsWith('apps/host')
}
