import { createHash } from 'node:crypto'

/**
 * Where a handle's keys live. `{links}:codes::a:b` is the key `a:b` below the prefixes `links` and `codes`: names in
 * the prefix are escaped and never empty, so that the first `::` ends it and no key can spell its way to another prefix.
 */
export interface Prefix {
  /** What every key of this prefix, and of those below it, begins with. */
  readonly text: string
  below(name: string): Prefix
  /** The complete key. Throws a TypeError for a key that has no UTF-8. */
  key(key: string): string
}

/** The prefix of no app. A name has no bare `%`, so that none is taken for it. */
export const rootPrefix: Prefix = {
  ...prefixOf('{%}:'),
  text: '{',
  below: (name) => prefixOf(`{${escapeName(name)}}:`),
}

/** The part in braces, by which Redis Cluster finds the slot: one for each app, so that its keys are together. */
export function slotOf(key: string): string {
  return key.slice(0, key.indexOf('}:') + 2)
}

const longKey = 512

function prefixOf(text: string): Prefix {
  return {
    text,
    below: (name) => prefixOf(`${text}${escapeName(name)}:`),
    key(key) {
      assertText('key', key)
      return key.length > longKey ? `${text}%:${digest(key)}` : `${text}:${key}`
    },
  }
}

function escapeName(name: string): string {
  assertText('prefix', name)
  if (name === '') throw new TypeError('cache: a prefix is at least one character')
  return name.replace(/[%:{}]/g, encodeURIComponent)
}

// A lone surrogate becomes U+FFFD in UTF-8: two keys would be one.
function assertText(what: 'key' | 'prefix', text: string): void {
  if (typeof text !== 'string') throw new TypeError(`cache: a ${what} is a string`)
  if (!text.isWellFormed())
    throw new TypeError(`cache: a ${what} is well-formed text, this has half a character`)
}

function digest(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}
