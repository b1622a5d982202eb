import { expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const page = readFileSync(join(import.meta.dir, '../../../docs/go.md'), 'utf8')
const compiled = readFileSync(join(import.meta.dir, 'go-symbols.test-d.ts'), 'utf8')

test('every name that docs/go.md sets against one of Go is compiled', () => {
  const rows = page.split('\n').filter((line) => /^\| *`/.test(line))
  const cells = rows.flatMap((row) => row.split(/(?<!\\)\|/).slice(2))
  const names = cells.flatMap((cell) =>
    [...cell.matchAll(/`([^`]+)`/g)].flatMap(
      ([, code = '']) => code.replace(/\(.*\)/, '').match(/[A-Za-z_]\w+/g) ?? [],
    ),
  )
  expect(names.length).toBeGreaterThan(150)
  expect([...new Set(names)].filter((name) => !new RegExp(`\\b${name}\\b`).test(compiled))).toEqual([])
})
