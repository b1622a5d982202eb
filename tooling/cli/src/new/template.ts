import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AppNames } from './names.ts'
import { pluralOf } from './noun.ts'
import { spellingsOf } from './spelling.ts'

const home = join(import.meta.dir, '../../template')

/** The app that the template is: its code reads as any other's, and is not marked. */
const sample: AppNames = { slug: 'acme-store', noun: 'spare-part' }

/** The files of a new app by their paths in its folder. A later layer replaces files of an earlier one. */
export function composeApp(layers: readonly string[], names: AppNames): Map<string, string> {
  const rename = createRenaming(sample, names)
  const files = new Map<string, string>()
  for (const layer of layers)
    for (const path of new Bun.Glob('**/*').scanSync({ cwd: join(home, layer), dot: true }))
      files.set(rename(path), rename(readFileSync(join(home, layer, path), 'utf8')))
  return files
}

function createRenaming(from: AppNames, to: AppNames): (text: string) => string {
  const pairs = [
    [from.slug, to.slug],
    [pluralOf(from.noun), pluralOf(to.noun)],
    [from.noun, to.noun],
  ] as const
  const replacements = new Map<string, string>()
  for (const [ours, theirs] of pairs) {
    const wanted = spellingsOf(theirs)
    for (const [index, spelling] of spellingsOf(ours).entries())
      replacements.set(spelling, wanted[index] ?? '')
  }
  // In the order of the pairs, so that a plural is found before its singular.
  const anySpelling = new RegExp([...replacements.keys()].join('|'), 'g')
  return (text) => text.replace(anySpelling, (spelling) => replacements.get(spelling) ?? spelling)
}
