import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { withDependency } from '../host/dependencies.ts'
import type { AppNames } from './names.ts'
import { pluralOf } from './noun.ts'
import { spellingsOf } from './spelling.ts'

const home = join(import.meta.dir, '../../template')

/** The app that the template is: its code reads as any other's, and is not marked. */
export const sample: AppNames = { slug: 'acme-store', noun: 'spare-part' }

/** What an app may have beyond tables and routes, and what each is for. */
export const extras = {
  identity: 'people sign up and sign in',
  rls: 'rows belong to organizations, whose members have roles',
} as const
export type Extra = keyof typeof extras

/** The files of a new app by their paths in its folder. */
export function composeApp(names: AppNames, wanted: readonly Extra[]): Map<string, string> {
  const rename = createRenaming(sample, names)
  const files = new Map<string, string>()
  // A later layer's file replaces one of the same path.
  for (const layer of layersOf(wanted))
    for (const path of new Bun.Glob('**/*').scanSync({ cwd: join(home, layer), dot: true }))
      files.set(rename(path), rename(readFileSync(join(home, layer, path), 'utf8')))
  const manifest = files.get('package.json')
  if (manifest && wanted.includes('identity'))
    files.set('package.json', withDependency(manifest, '@repo/identity'))
  return files
}

/** The code of all its layers. */
export function templateTexts(): string[] {
  const paths = [...new Bun.Glob('**/*.ts').scanSync({ cwd: home })]
  return paths.map((path) => readFileSync(join(home, path), 'utf8'))
}

function layersOf(wanted: readonly Extra[]): string[] {
  const [identity, rls] = [wanted.includes('identity'), wanted.includes('rls')]
  return [
    'basic',
    ...(identity || rls ? ['guarded'] : []),
    ...(rls ? ['rls'] : []),
    ...(identity ? ['identity'] : []),
    ...(identity && rls ? ['identity-rls'] : []),
  ]
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
