import { expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parsePage } from '../src/page.ts'
import { openStage } from '../test/play.ts'

const path = 'docs/getting-started.md'
const page = parsePage(path, readFileSync(join(import.meta.dir, '../../..', path), 'utf8'))

test('what docs/getting-started.md says is what a new user sees, from the first command to the last', async () => {
  await using stage = await openStage()
  for (const block of page.blocks) await stage.play(block)
  expect(page.blocks.length).toBeGreaterThan(5)
}, 600_000)
