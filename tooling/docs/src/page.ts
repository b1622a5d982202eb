/** A fenced block of code. */
export interface Block {
  /** Of its first line of code, counted from 1. */
  line: number
  /** The first word behind the fence. */
  language: string
  /** The others, as `file=src/app.ts`. */
  attributes: Readonly<Record<string, string>>
  text: string
}

/** A piece of a page's text. */
export interface Piece {
  line: number
  text: string
}

/** A page of Markdown, taken apart. */
export interface Page {
  /** From the repository's root. */
  path: string
  blocks: readonly Block[]
  /** What is in backticks, on one line. */
  spans: readonly Piece[]
  /** What links and images lead to. */
  targets: readonly Piece[]
  /** What a link may name behind `#`. */
  anchors: ReadonlySet<string>
}

export function parsePage(path: string, markdown: string): Page {
  const { blocks, prose } = takeBlocks(markdown.split('\n'))
  const { spans, rest } = takeSpans(prose)
  return { path, blocks, spans, targets: findTargets(rest), anchors: findAnchors(prose) }
}

// Blocks leave empty lines behind, so that the prose keeps its line numbers.
function takeBlocks(lines: readonly string[]): { blocks: Block[]; prose: string } {
  const blocks: Block[] = []
  const prose: string[] = []
  let open: { fence: string; indent: string; block: Block; code: string[] } | undefined
  for (const [index, line] of lines.entries()) {
    const [, indent = '', fence, info = ''] = /^( *)(`{3,}|~{3,})([^`]*)$/.exec(line) ?? []
    if (!open && fence === undefined) {
      prose.push(line)
      continue
    }
    prose.push('')
    if (!open) open = { fence: fence ?? '', indent, block: toBlock(index + 2, info), code: [] }
    else if (fence?.startsWith(open.fence) && info.trim() === '') {
      blocks.push({ ...open.block, text: open.code.join('\n') })
      open = undefined
    } else open.code.push(line.startsWith(open.indent) ? line.slice(open.indent.length) : line)
  }
  if (open) blocks.push({ ...open.block, language: 'a fence that is never closed' })
  return { blocks, prose: prose.join('\n') }
}

function toBlock(line: number, info: string): Block {
  const [language = '', ...words] = info.trim().split(/\s+/)
  const attributes = Object.fromEntries(
    words.map((word): [string, string] => {
      const [name = '', value = ''] = word.split('=', 2)
      return [name, value]
    }),
  )
  return { line, language, attributes, text: '' }
}

// What is code is no link: spans leave blanks behind.
function takeSpans(prose: string): { spans: Piece[]; rest: string } {
  const spans: Piece[] = []
  const rest = prose.replace(/(`+)((?:(?!\n\n)[^`])+?)\1(?!`)/g, (whole, _fence, code: string, offset) => {
    // In a table, a bar is written with a backslash.
    spans.push({
      line: lineAt(prose, offset),
      text: code
        .replaceAll('\\|', '|')
        .replace(/\s*\n\s*/g, ' ')
        .trim(),
    })
    return whole.replace(/[^\n]/g, ' ')
  })
  return { spans, rest }
}

function findTargets(text: string): Piece[] {
  const links = text.matchAll(/\]\(\s*<?([^)\s>]+)>?[^)]*\)/g)
  const definitions = text.matchAll(/^\[[^\]]+\]:\s*(\S+)/gm)
  const elements = text.matchAll(/<[a-z][^>]*?\s(?:href|src|srcset)="([^"]+)"/g)
  return [...links, ...definitions, ...elements].map((match) => ({
    line: lineAt(text, match.index),
    text: match[1] ?? '',
  }))
}

// As GitHub makes them: lower case, hyphens for spaces, nothing else but letters, digits and underscores.
function findAnchors(prose: string): ReadonlySet<string> {
  const anchors = new Set<string>()
  for (const [, heading = ''] of prose.matchAll(/^#{1,6} +(.+?)\s*#*$/gm)) {
    const anchor = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-')
    let free = anchor
    for (let count = 1; anchors.has(free); count++) free = `${anchor}-${count}`
    anchors.add(free)
  }
  for (const [, id = ''] of prose.matchAll(/<a (?:id|name)="([^"]+)"/g)) anchors.add(id)
  return anchors
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length
}
