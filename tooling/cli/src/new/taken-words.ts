import { bareCode } from '../bare-code.ts'
import { reservedWords } from '../reserved-words.ts'
import { sample, templateTexts } from './template.ts'

/** Whether a name stands for something else in the code of a new app, so that it cannot name the app or what it keeps. */
export function isTaken(name: string): boolean {
  taken ??= new Set([...reservedWords, ...templateTexts().flatMap(namesIn).filter(isNotOfSample)])
  return taken.has(name)
}

let taken: Set<string> | undefined

// What is named after the sample is renamed with it.
function isNotOfSample(name: string): boolean {
  const own = [sample.slug, sample.noun].map((words) => words.replaceAll('-', ''))
  return !own.some((word) => name.toLowerCase().includes(word))
}

/** The names in code, but for those of properties and what is in comments and quotes. */
export function namesIn(code: string): string[] {
  return bareCode(code).match(/(?<![.\w])[A-Za-z]\w*(?!\w|\??:)/g) ?? []
}
