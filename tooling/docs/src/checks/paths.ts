import type { Page } from '../page.ts'
import type { Problem } from '../problem.ts'
import type { Repository } from '../repository.ts'

/** Files and folders that a page names from the root are there. */
export function checkPaths(page: Page, repository: Repository): Problem[] {
  const inSpans = page.spans.map(({ line, text }) => ({ line, words: [text] }))
  const inBlocks = page.blocks
    .filter(({ language }) => language === 'sh' || language === 'console')
    .flatMap(({ line, text }) =>
      text.split('\n').map((words, index) => ({ line: line + index, words: words.split(/\s+/) })),
    )
  return [...inSpans, ...inBlocks].flatMap(({ line, words }) =>
    words
      .filter((word) => named.test(word) && isMissing(word, repository))
      .map((word) => ({ page: page.path, line, message: `there is no ${word}` })),
  )
}

const named = /^(?:apps|packages|tooling|docs|docker|\.ci|\.github|\.devcontainer)\/[\w./*<>-]*$/

/** An app of the reader's, or a sample that was removed, is nobody's mistake; a file that an app has not is. */
export function isMissing(path: string, repository: Repository): boolean {
  const app = /^apps\/[\w<>*-]+/.exec(path)?.[0]
  if (app === example) return false
  return !repository.has(path) && (app === undefined || isThere(app, repository))
}

// The app of the pages: who types what they say has one, and goes on from there in a way of their own.
const example = 'apps/shop'

// The host is not what `apps/<slug>` stands for.
function isThere(app: string, repository: Repository): boolean {
  return repository.has(/[<*]/.test(app) ? 'apps/*/src/app.ts' : app)
}
