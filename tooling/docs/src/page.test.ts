import { expect, test } from 'bun:test'
import { parsePage } from './page.ts'

const page = parsePage(
  'docs/page.md',
  `# The page's \`name\`

See [the other
page](other.md#part) and \`a span
of two lines\`, not [\`code\`](code.md) in \`[no](link.md)\`.

| \`a\\|b\` | ![drawing](drawing.svg) <img src="second.svg"> |

## Part

    still prose

- an item

  \`\`\`ts file=src/app.ts run
  export const one = 1
  \`\`\`

## Part

\`\`\`\`text
\`\`\`sh
not a block
\`\`\`
[no](link.md)
\`\`\`\`

[def]: defined.md
`,
)

test('blocks come with their language, attributes and first line, without the indentation of a list', () => {
  expect(page.blocks).toEqual([
    {
      line: 16,
      language: 'ts',
      attributes: { file: 'src/app.ts', run: '' },
      text: 'export const one = 1',
    },
    { line: 22, language: 'text', attributes: {}, text: '```sh\nnot a block\n```\n[no](link.md)' },
  ])
})

test('spans may go over two lines, and a bar in a table is one', () => {
  expect(page.spans.map(({ line, text }) => `${line} ${text}`)).toEqual([
    '1 name',
    '4 a span of two lines',
    '5 code',
    '5 [no](link.md)',
    '7 a|b',
  ])
})

test('targets are those of links, images, elements and definitions, and none that stand in code', () => {
  expect(page.targets.map(({ line, text }) => `${line} ${text}`)).toEqual([
    '4 other.md#part',
    '5 code.md',
    '7 drawing.svg',
    '28 defined.md',
    '7 second.svg',
  ])
})

test('anchors are made as GitHub makes them, the second of a name with a number', () => {
  expect([...page.anchors]).toEqual(['the-pages-name', 'part', 'part-1'])
})

test('a fence that is never closed is no language', () => {
  const [block] = parsePage('docs/page.md', '```ts\nconst one = 1\n').blocks
  expect(block?.language).toBe('a fence that is never closed')
})
