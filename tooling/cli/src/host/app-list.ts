import { bareCode } from '../bare-code.ts'
import { Failure } from '../failure.ts'

/** Where the host lists its apps, from the repository's root. */
export const listFile = 'apps/host/src/apps.ts'

/**
 * The text of the host's list with one more app: its import, and its name in the array, by the alphabet where there are
 * only names. The formatter has to sort the imports. Throws a Failure for a text that it cannot read, or that has the app.
 */
export function withApp(text: string, slug: string, name: string): string {
  const { before, names, after } = readList(text)
  if (hasName(text, name))
    throw new Failure(`${listFile} has something called "${name}" already: choose another slug`)
  const isPlain = /^[\w\s,]*$/.test(names)
  const list = isPlain ? [...names.split(','), name].map((each) => each.trim()).filter(Boolean) : []
  const more = isPlain ? list.sort().join(', ') : `\n${name},${names}`
  return `import { ${name} } from '@repo/${slug}'\n${before}${more}${after}`
}

/** The text without an app. Throws a Failure for a text that it cannot read, or that has another use for the app. */
export function withoutApp(text: string, slug: string): string {
  const [line, name] = new RegExp(`^import \\{ (\\w+) \\} from '@repo/${slug}'\n`, 'm').exec(text) ?? []
  if (line === undefined || name === undefined) {
    if (!text.includes(`'@repo/${slug}'`)) return text
    throw new Failure(`${listFile} imports @repo/${slug} in a way of its own: take it out by hand`)
  }
  const { before, names, after } = readList(text.replace(line, ''))
  const without = before + names.replace(new RegExp(`\\b${name}\\b\\s*,?`), '') + after
  if (hasName(without, name))
    throw new Failure(`${listFile} speaks of "${name}" beyond its list: take it out by hand`)
  return without
}

// Another app's slug may begin with it, and a comment may have it as a word.
function hasName(text: string, name: string): boolean {
  return new RegExp(`\\b${name}\\b`).test(bareCode(text))
}

function readList(text: string): { before: string; names: string; after: string } {
  const [, before, names, after] = /^(.*export const apps\b[^=]*= \[)([^\]]*)(\].*)$/s.exec(text) ?? []
  if (before !== undefined && names !== undefined && after !== undefined) return { before, names, after }
  throw new Failure(`${listFile} has no line "export const apps: AnyAppBackend[] = [ … ]": change it by hand`)
}
