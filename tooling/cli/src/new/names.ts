import { isSlug } from '@repo/multiapp'
import { type Failure, wrongUsage } from '../failure.ts'
import { reservedWords } from '../reserved-words.ts'
import { pluralOf, singularOf } from './noun.ts'
import { spellingsOf, toCamelCase } from './spelling.ts'

/** What a new app is called, and what it keeps. */
export interface AppNames {
  /** Its folder, its header, its schema: `my-shop`. */
  slug: string
  /** One of what it keeps: `line-item`. */
  noun: string
}

/** Throws a Failure for what cannot name a new app. */
export function readSlug(slug: string): string {
  if (!isSlug(slug)) {
    const rule = 'a lower-case letter, then up to 39 letters, digits and hyphens'
    throw wrongUsage(`"${slug}" cannot name an app: expected ${rule}`)
  }
  if (takenWords.has(toCamelCase(slug))) throw takenWord(slug)
  return slug
}

/** Throws a Failure for what is no noun, or has another meaning in the code of a new app. */
export function readNoun(noun: string): string {
  if (!nounPattern.test(noun)) {
    throw wrongUsage(`"${noun}" cannot name what an app keeps: expected up to 30 letters, as in line-item`)
  }
  const forms = [noun, pluralOf(noun)].flatMap(spellingsOf)
  if (forms.some((form) => takenWords.has(form))) throw takenWord(noun)
  return noun
}

/** What an app keeps if nobody says it: notes keeps notes, a shop items. */
export function nounFor(slug: string): string {
  const noun = singularOf(slug)
  return noun !== undefined && nounPattern.test(noun) ? noun : 'item'
}

const nounPattern = /^(?=.{1,30}$)[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*$/

// What the code of a new app calls something else, or has from elsewhere.
const takenWords = new Set([
  ...reservedWords,
  ...'app apps boot btoa create crypto deps fields list migrations mode routes rows tables'.split(' '),
  ...'afterAll beforeAll createTestApp describe expect test'.split(' '),
  ...'AppDatabase AppError Awaited Body Elysia Parameters Promise ReturnType TestApp Title'.split(' '),
])

function takenWord(word: string): Failure {
  return wrongUsage(`"${word}" has another meaning in the code of a new app: choose another word`)
}
