import { expect, test } from 'bun:test'
import { isTaken, namesIn } from './taken-words.ts'

test('names are found wherever they stand for something, and nowhere else', () => {
  const code = `import { one } from './two.ts' // three
/** four */
const five = (six: string) => ({ seven: \`eight \${nine.ten}\`, eleven })`
  expect(namesIn(code).join(' ')).toBe('import one from const five string nine eleven')
})

test.each(['class', 'app', 'routes', 'row', 'test'])('%s is taken', (name) => {
  expect(isTaken(name)).toBe(true)
})

test.each([
  'shop',
  'store',
  'notes',
  'links',
  'tasks',
  'item',
  'items',
  'Item',
  'teams',
  'sparePart',
  'status',
  'billing',
])('%s is free', (name) => {
  expect(isTaken(name)).toBe(false)
})
