import { expect, test } from 'bun:test'
import { readCommands, readScript } from './shell.ts'

const wordsOf = (script: string) => readScript(script).map(({ words }) => words.join(' '))

test.each([
  ['bun install && bun run dev    # all apps', ['bun install', 'bun run dev']],
  ['curl -d \'{"a": 1}\' localhost | head; date', ['curl -d {"a": 1} localhost', 'head', 'date']],
  ['bun kit db migrate \\\n  --app notes', ['bun kit db migrate --app notes']],
  [
    'curl -H "authorization: Bearer $(bun kit token --app shop)" x',
    ['bun kit token --app shop', 'curl -H authorization: Bearer $_ x'],
  ],
  ['bun kit db psql <slug> > rows.txt 2>&1 &', ['bun kit db psql <slug>']],
  ['echo a#b', ['echo a#b']],
  ['# nothing', []],
])('%s', (script, commands) => {
  expect(wordsOf(script)).toEqual(commands)
})

test('assignments are apart, and cd changes the folder of what follows', () => {
  expect(readScript('cd apps/shop\nPORT=3001 LOG_LEVEL=debug bun run dev')).toEqual([
    { line: 1, assignments: [], words: ['cd', 'apps/shop'], folder: '.' },
    {
      line: 2,
      assignments: ['PORT=3001', 'LOG_LEVEL=debug'],
      words: ['bun', 'run', 'dev'],
      folder: './apps/shop',
    },
  ])
})

test('of a console, only the lines with a prompt are commands', () => {
  const text = '$ bun run start\nthe environment is not right:\n  bun run nothing\n$ bun test'
  const commands = readCommands({ language: 'console', line: 10, attributes: {}, text })
  expect(commands.map(({ line, words }) => [line, ...words])).toEqual([
    [10, 'bun', 'run', 'start'],
    [13, 'bun', 'test'],
  ])
})
