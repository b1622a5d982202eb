import type { Block, Page, Piece } from '../page.ts'
import type { Problem } from '../problem.ts'
import type { Repository } from '../repository.ts'

/** Names in capitals are variables that the kit reads, or codes that it answers with. */
export function checkNames(page: Page, repository: Repository): Problem[] {
  const inBlocks = page.blocks.flatMap(writtenLines)
  return [...page.spans, ...inBlocks].flatMap(({ line, text }) =>
    [...text.matchAll(name)]
      .map(([whole]) => whole.replace(/=$/, ''))
      .filter((found) => !isKnown(found, repository))
      .map((found) => ({
        page: page.path,
        line,
        message: `${found} is neither a variable in .env.example nor an error's code`,
      })),
  )
}

// What is written for the kit, and not what others have printed.
function writtenLines({ language, line, text }: Block): Piece[] {
  if (!['sh', 'console', 'yaml'].includes(language)) return []
  const lines = text.split('\n').map((row, index): Piece => ({ line: line + index, text: row }))
  return language === 'console' ? lines.filter((row) => row.text.startsWith('$ ')) : lines
}

// In one word only where a value is given to it: GET and COMMIT are none of ours.
const name = /(?<![\w-])[A-Z][A-Z0-9]*(?:(?:_[A-Z0-9]+)+(?:_<SLUG>)?|_<SLUG>|(?==\S))(?![\w-])/g

function isKnown(found: string, { isVariable, isErrorCode }: Repository): boolean {
  return isVariable(found) || isErrorCode(found) || elsewhere.has(found)
}

/** Names that others give. */
const elsewhere = new Set([
  'CONTAINER_TOOL',
  'YOU_ARE_THE_ONLY_OWNER_OF_AN_ORGANIZATION',
  'DATABASE_URL_UNPOOLED',
])
