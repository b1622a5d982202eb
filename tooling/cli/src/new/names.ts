import { isSlug } from '@repo/multiapp'
import { type Failure, wrongUsage } from '../failure.ts'
import { pluralOf, singularOf } from './noun.ts'
import { spellingsOf, toCamelCase } from './spelling.ts'
import { isTaken } from './taken-words.ts'

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
  if (isTaken(toCamelCase(slug))) throw takenWord(slug)
  return slug
}

/** Throws a Failure for what is no noun, or has another meaning in the code of a new app. */
export function readNoun(noun: string): string {
  if (!nounPattern.test(noun)) {
    throw wrongUsage(`"${noun}" cannot name what an app keeps: expected up to 30 letters, as in line-item`)
  }
  if (isTakenNoun(noun)) throw takenWord(noun)
  return noun
}

/** What an app keeps if nobody says it: notes keeps notes, a shop items. */
export function nounFor(slug: string): string {
  const noun = singularOf(slug)
  return noun !== undefined && nounPattern.test(noun) && !isTakenNoun(noun) ? noun : 'item'
}

function isTakenNoun(noun: string): boolean {
  return [noun, pluralOf(noun)].flatMap(spellingsOf).some(isTaken)
}

const nounPattern = /^(?=.{1,30}$)[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*$/

function takenWord(word: string): Failure {
  return wrongUsage(`"${word}" has another meaning in the code of a new app: choose another word`)
}
