import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { AnyAppBackend } from '@repo/multiapp'
import { createTestApp } from '@repo/multiapp/testing'
import { readPages } from '../src/check-docs.ts'
import { type Module, modulesOf, writeModules } from '../src/modules.ts'

// A first database needs more than Bun's 5 s on a busy machine.
setDefaultTimeout(30_000)

const folder = join(import.meta.dir, `../.blocks/answers-${process.pid}`)
const pages = readPages(join(import.meta.dir, '../../..'))
const modules = modulesOf(pages)

beforeAll(() => writeModules(modules, folder))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

// A block with `get=/path` exports an app; a block of JSON after it is what the app answers there.
test.each(modules.flatMap(toQuestion))(
  '%s: GET %s answers what the page says',
  async (_page, path, asked, answer) => {
    const exported: unknown[] = Object.values(await import(join(folder, asked.path)))
    const backend = exported.find(isBackend)
    if (!backend) throw new Error(`the block in line ${asked.block.line} exports no app`)
    await using app = await createTestApp(backend)
    expect(await (await app.request(path)).json()).toEqual(JSON.parse(answer))
  },
)

function toQuestion(asked: Module): [page: string, path: string, asked: Module, answer: string][] {
  const { page, block } = asked
  const path = block.attributes.get
  if (path === undefined) return []
  const { blocks = [] } = pages.find((candidate) => candidate.path === page) ?? {}
  const answer = blocks.find(({ language, line }) => language === 'json' && line > block.line)
  return [[page, path, asked, answer?.text ?? 'null']]
}

function isBackend(value: unknown): value is AnyAppBackend {
  return value instanceof Object && 'routes' in value && 'migrations' in value
}
