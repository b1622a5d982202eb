import type { Page } from '../page.ts'
import type { Problem } from '../problem.ts'

/** A block says what it is, and JSON and YAML can be read. */
export function checkBlocks(page: Page): Problem[] {
  return page.blocks.flatMap(({ language, line, text }) => {
    const message = languages.has(language) ? parseProblem(language, text) : unknownLanguage(language)
    return message === undefined ? [] : [{ page: page.path, line, message }]
  })
}

const languages = new Set(['ts', 'sh', 'console', 'json', 'yaml', 'sql', 'diff', 'tree', 'text'])

function unknownLanguage(language: string): string {
  return `expected one of ${[...languages].join(', ')} behind the fence, and not "${language}"`
}

function parseProblem(language: string, text: string): string | undefined {
  try {
    if (language === 'json') JSON.parse(text)
    if (language === 'yaml') Bun.YAML.parse(text)
  } catch (error) {
    return `this is no ${language.toUpperCase()}: ${error instanceof Error ? error.message : error}`
  }
  return undefined
}
