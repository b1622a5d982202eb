import { expect, test } from 'bun:test'
import { missingLine, readConsole } from './typed-commands.ts'

test('a console is commands and what they print', () => {
  expect(readConsole('$ one \\\n  more\nprinted\n\n$ two', 10)).toEqual([
    { line: 10, command: 'one \\\n  more', output: ['printed', ''] },
    { line: 14, command: 'two', output: [] },
  ])
})

const printed =
  'app   schema\nshop  app_shop\n12 pass in 3.41s\n{"id":"5eed0000-00a0-4000-8000-000000000000"}'

test.each([
  ['all of it', ['app schema', 'shop app_shop']],
  ['with other numbers and ids', ['7 pass in 0.2s', '{"id":"0e000000-0000-4000-8000-0000000000aa"}']],
  ['with parts left out', ['app …', '…', '9 pass in …']],
])('what was printed is what is said: %s', (_name, lines) => {
  expect(missingLine(lines, printed)).toBeUndefined()
})

test.each([
  ['one that never came', ['app schema', 'shop app_shopp'], 'shop app_shopp'],
  ['one that came before', ['shop app_shop', 'app schema'], 'app schema'],
  ['one with another end', ['12 fail …'], '12 fail …'],
])('%s is missing', (_name, lines, missing) => {
  expect(missingLine(lines, printed)).toBe(missing)
})
