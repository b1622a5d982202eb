import { expect, test } from 'bun:test'
import { createProgress } from './progress.ts'

test('on a terminal a bar grows below the lines that stay, is cut to the width, and leaves nothing', () => {
  let written = ''
  const write = (text: string) => {
    written += text
    return true
  }
  /** What is on the line of the cursor, and what stands above it. */
  const screen = () => {
    const above = written.split('\n')
    const line = above.pop()?.split('\r\x1b[K').at(-1)
    return { line, above: above.map((row) => row.split('\r\x1b[K').at(-1)) }
  }
  const progress = createProgress(2, { isTTY: true, columns: 40, write })
  expect(screen()).toEqual({ line: `${'░'.repeat(24)} 0/2 `, above: [] })
  progress.advance('an-app-of-a-long-name')
  expect(screen().line).toBe(`${'█'.repeat(12)}${'░'.repeat(12)} 1/2 an-app-of-a`)
  progress.line('first: applied 0000_one')
  progress.detail('second: up to date')
  expect(screen().above).toEqual(['first: applied 0000_one'])
  progress.advance('second')
  expect(screen().line).toBe(`${'█'.repeat(24)} 2/2 second`)
  progress.close()
  expect(screen()).toEqual({ line: '', above: ['first: applied 0000_one'] })
})
