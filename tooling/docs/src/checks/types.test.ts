import { expect, setDefaultTimeout, test } from 'bun:test'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { parsePage } from '../page.ts'
import { formatProblem } from '../problem.ts'
import { checkTypes } from './types.ts'

// The compiler needs more than Bun's 5 s on a busy machine.
setDefaultTimeout(30_000)

const folder = join(import.meta.dir, `../../.blocks/test-${process.pid}`)

async function problemsOf(...pages: string[]): Promise<string[]> {
  try {
    const parsed = pages.map((markdown, index) => parsePage(`docs/page-${index}.md`, markdown))
    return (await checkTypes(parsed, folder)).map(formatProblem)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const block = (file: string, ...lines: string[]) => ['```ts '.concat(file), ...lines, '```', ''].join('\n')

test('what does not compile is found where it stands in its page, and the blocks of a page are one app', async () => {
  const app = block(
    'file=src/app.ts',
    "import { defineApp } from '@repo/multiapp'",
    "export const kioskApp = defineApp({ slug: 'kiosk', name: 'Kiosk', roles: { owner: ['stock:read'] } })",
  )
  const routes = block(
    'file=src/routes/stock.ts',
    "import { Elysia } from 'elysia'",
    "import type { kioskApp } from '../app.ts'",
    'export const stock = ({ plugin }: typeof kioskApp.deps) =>',
    "  new Elysia().use(plugin).get('/', () => 'stock', { requirePermission: 'stock:raed' })",
  )
  const withTheExample = block(
    '',
    "import { shopApp } from './app.ts'",
    "import { kioskApp } from './app.ts'",
    "export const backend = shopApp.backend({ routes: () => 'no routes' })",
  )
  const problems = await problemsOf(`${app}\n${routes}`, `\n\n${withTheExample}`)
  expect(problems).toEqual([
    expect.stringMatching(/^docs\/page-0\.md:10: TS2820: Type '"stock:raed"' .* Did you mean '"stock:read"'/),
    expect.stringMatching(/^docs\/page-1\.md:5: TS2305: .* has no exported member 'kioskApp'/),
    expect.stringMatching(/^docs\/page-1\.md:6: TS2322: Type 'string' is not assignable/),
  ])
})

test('what leaves something out is no TypeScript', async () => {
  expect(await problemsOf(block('', 'export const two = [1, …]'))).toEqual([
    'docs/page-0.md:2: TS1127: Invalid character.',
  ])
})

test('a file that two blocks of a page would be is refused', async () => {
  const twice = block('file=src/app.ts', 'export {}')
  expect(await problemsOf(`${twice}\n${twice}`)).toEqual([
    'docs/page-0.md:6: another block of the page is src/app.ts',
  ])
})
