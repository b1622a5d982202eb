import { expect, test } from 'bun:test'
import { toCsvLine } from './csv.ts'

test('a cell is quoted where it has to be', () => {
  expect(toCsvLine(['a', 'b c', 'd,e', 'f"g', 'h\ni', '', null, 1, -2])).toBe(
    'a,b c,"d,e","f""g","h\ni",,,1,-2\r\n',
  )
})

test.each([
  '=1+1',
  '+1',
  '-1',
  '@SUM(A1)',
  ' =1+1',
  '\tx',
  '\rx',
  '\u00a0=1',
  '\ufeff=1',
  '\u200b=1',
  '＝1',
  '＋1',
  '－1',
  '＠x',
])('%j is text to a spreadsheet, not a formula', (text) => {
  const [cell = ''] = toCsvLine([text, 'x']).split(/,x\r\n$/)
  expect(cell.replace(/^"/, '')).toStartWith("'")
  expect(cell.replaceAll('"', '')).toBe(`'${text}`)
})

test.each([
  ['a;=1', "a;'=1"],
  ['a; \u200b=1', "a;' \u200b=1"],
  ['a;;-1;b', "a;;'-1;b"],
  ['\t=1', "'\t'=1"],
  ['a\t@x', "a\t'@x"],
  ['a\n=1', `"a\n'=1"`],
  ['a\r\n+1', `"a\r\n'+1"`],
])('%j has no formula either where semicolons divide', (text, cell) => {
  expect(toCsvLine([text])).toBe(`${cell}\r\n`)
})

test.each(['\n', ';', ' ', '\n '])('a long run of %j keeps nobody waiting', (text) => {
  const startedAt = performance.now()
  toCsvLine([text.repeat(1_000_000)])
  expect(performance.now() - startedAt).toBeLessThan(1000)
})

test.each(['a=b', 'a;b=c', 'http://x.example/?a;b-c', '1-2', 'ann@example.com', "'quoted'"])(
  '%j stays as it is',
  (text) => {
    expect(toCsvLine([text])).toBe(`${text}\r\n`)
  },
)
