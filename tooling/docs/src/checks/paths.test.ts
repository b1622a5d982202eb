import { expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parsePage } from '../page.ts'
import { openRepository } from '../repository.ts'
import { checkPaths } from './paths.ts'

test('what a reader has made of the shop of the pages is no mistake of theirs', () => {
  const root = mkdtempSync(join(tmpdir(), 'paths-test-'))
  try {
    for (const app of ['shop', 'shoes']) mkdirSync(join(root, 'apps', app), { recursive: true })
    writeFileSync(join(root, '.env.example'), '')
    const page = parsePage('docs/data.md', 'Change `apps/shop/src/prices.ts` and `apps/shoes/src/prices.ts`.')
    const messages = checkPaths(page, openRepository(root)).map(({ message }) => message)
    expect(messages).toEqual(['there is no apps/shoes/src/prices.ts'])
  } finally {
    rmSync(root, { recursive: true })
  }
})
