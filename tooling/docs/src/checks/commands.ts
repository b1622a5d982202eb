import { dirname, join, normalize } from 'node:path'
import type { Page } from '../page.ts'
import type { Problem } from '../problem.ts'
import type { Repository } from '../repository.ts'
import { readCommands, readScript, type ShellCommand } from '../shell.ts'
import { benchProblem, kitProblem } from './own-commands.ts'

/** Every command of Bun, of turbo and of our own in a page exists, with its flags, where it is run. */
export function checkCommands(page: Page, repository: Repository): Problem[] {
  const start = folderOf(page)
  const inBlocks = page.blocks
    .filter(({ language }) => language === 'sh' || language === 'console')
    .flatMap(readCommands)
  const inSpans = page.spans
    .filter(({ text }) => /^(?:[A-Z_]+=\S+ )*(?:bun|turbo) /.test(text))
    .flatMap(({ line, text }) => readScript(withOptions(text), line))
  return [...inBlocks, ...inSpans].flatMap((command) => {
    const folder = normalize(join(start, command.folder))
    const message = commandProblem(command, folder, repository)
    return message === undefined ? [] : [{ page: page.path, line: command.line, message }]
  })
}

// The page of an app is read in the app's folder; what is in docs, in the root.
function folderOf({ path }: Page): string {
  return path.startsWith('docs/') ? '.' : dirname(path)
}

// `[--check]` and `[app]` are optional, but what is in the brackets exists.
function withOptions(text: string): string {
  return text.replace(/[[\]]/g, '')
}

function commandProblem({ words }: ShellCommand, folder: string, repository: Repository): string | undefined {
  const [program, ...rest] = words
  if (program === 'turbo') return turboProblem(rest, repository)
  if (program !== 'bun') return undefined
  const [first = '', ...more] = rest
  if (first === 'run') return scriptProblem(more, folder, repository)
  if (ofBun.has(first) || first.startsWith('-')) return undefined
  return scriptProblem(rest, folder, repository)
}

const ofBun = new Set('install test add remove update outdated create x build why upgrade'.split(' '))

function scriptProblem(given: readonly string[], folder: string, repository: Repository): string | undefined {
  const [flag, value = '', ...others] = given
  if (flag === '--cwd') return scriptProblem(others, normalize(join(folder, value)), repository)
  if (flag?.startsWith('-')) return scriptProblem(given.slice(1), folder, repository)
  const [script = '', ...words] = given
  if (isExample(folder, repository)) return undefined
  const command = repository.scriptsIn(folder).get(script)
  if (command === undefined)
    return `there is no script "${script}" in ${folder === '.' ? 'the root' : folder}`
  if (script === 'kit') return kitProblem(words)
  if (script === 'bench') return benchProblem(words)
  return flagProblem(words, command, repository)
}

// Of a program without a parser that others may ask, all that is known is its text.
function flagProblem(words: readonly string[], command: string, repository: Repository): string | undefined {
  const program = /^bun (?:--\S+ )*(tooling\/\S+\.ts)/.exec(command)?.[1]
  if (program === undefined) return undefined
  const source = repository.read(program)
  const unknown = words.find((word) => word.startsWith('-') && !source.includes(word.replace(/=.*/, '')))
  return unknown === undefined ? undefined : `${program} knows no ${unknown}`
}

// An app that the reader has made, or a sample that was removed.
function isExample(folder: string, repository: Repository): boolean {
  return folder.startsWith('apps/') && !repository.has(folder)
}

function turboProblem([run, task]: readonly string[], { tasks }: Repository): string | undefined {
  if (run !== 'run' || task === undefined || tasks.has(task) || tasks.has(`//#${task}`)) return undefined
  return `turbo.json has no task "${task}"`
}
