import type { Block } from './page.ts'

/** One simple command. */
export interface ShellCommand {
  line: number
  /** `NAME=value` before the command. */
  assignments: readonly string[]
  words: readonly string[]
  /** The folder that a `cd` before it has led to, from where the block starts. */
  folder: string
}

/** The commands of a block of `sh`, or of the lines of a `console` that begin with `$`. */
export function readCommands({ language, line, text }: Block): ShellCommand[] {
  const lines = language === 'console' ? typedLines(text) : text
  return readScript(lines, line)
}

/** Quotes, comments, `$(…)`, pipes and lists are understood; here-documents and control flow are not. */
export function readScript(script: string, firstLine = 1): ShellCommand[] {
  const commands: ShellCommand[] = []
  let folder = '.'
  const add = (words: readonly string[], line: number): void => {
    const count = words.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word))
    const assignments = count < 0 ? words : words.slice(0, count)
    const rest = count < 0 ? [] : words.slice(count)
    commands.push({ line, assignments, words: rest, folder })
    if (rest[0] === 'cd' && rest[1]) folder = `${folder}/${rest[1]}`
  }
  for (const [index, line] of joinLines(script)) {
    for (const words of splitLine(line)) add(words, firstLine + index)
  }
  return commands
}

// What a console has printed leaves empty lines, so that the numbers of the others stay.
function typedLines(text: string): string {
  return text
    .split('\n')
    .map((line) => (line.startsWith('$ ') ? line.slice(2) : ''))
    .join('\n')
}

// A line that ends with a backslash goes on in the next one.
function joinLines(script: string): [index: number, line: string][] {
  const joined: [number, string][] = []
  let start = 0
  let whole = ''
  for (const [index, line] of script.split('\n').entries()) {
    if (whole === '') start = index
    whole += line
    if (whole.endsWith('\\')) whole = `${whole.slice(0, -1)} `
    else {
      joined.push([start, whole])
      whole = ''
    }
  }
  return joined
}

const token =
  /(?<space>\s+)|(?<end>&&|\|\|?|[;&()])|(?<quoted>'[^']*'|"[^"]*")|(?<redirect>(?:(?<!\S)\d)?(?!<[a-z][\w-]*>)[<>]+&?)|(?<plain>(?:<[a-z][\w-]*>|[^\s;&|()<>'"])+)/g

function splitLine(line: string): string[][] {
  const commands: string[][] = []
  let words: string[] = []
  let word: string | undefined
  let isTarget = false
  const endWord = () => {
    if (word !== undefined && !isTarget) words.push(word)
    if (word !== undefined) isTarget = false
    word = undefined
  }
  const endCommand = () => {
    endWord()
    commands.push(words)
    words = []
  }
  const { text, inner } = takeSubstitutions(line)
  for (const { groups = {} } of text.matchAll(token)) {
    const { end, quoted, plain, redirect } = groups
    if (plain?.startsWith('#') && word === undefined) break
    if (end) endCommand()
    else if (quoted !== undefined) word = (word ?? '') + quoted.slice(1, -1)
    else if (plain !== undefined) word = (word ?? '') + plain
    else endWord()
    if (redirect) isTarget = true
  }
  endCommand()
  return [...inner.flatMap(splitLine), ...commands.filter(({ length }) => length > 0)]
}

// From the inside out, as they may be nested.
function takeSubstitutions(line: string): { text: string; inner: string[] } {
  const inner: string[] = []
  let text = line
  for (let match = substitution.exec(text); match; match = substitution.exec(text)) {
    inner.push(match[1] ?? '')
    text = text.replace(match[0], () => '$_')
  }
  return { text, inner }
}

const substitution = /\$\(([^()]*)\)/
