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
  '\t=1+1',
  '\tx',
  '\rx',
  '\n=1',
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

test.each(['a=b', '1-2', 'ann@example.com', "'quoted'"])('%j stays as it is', (text) => {
  expect(toCsvLine([text])).toBe(`${text}\r\n`)
})
