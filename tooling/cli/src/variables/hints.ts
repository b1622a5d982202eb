import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { EnvVariable } from '@repo/multiapp'
import { lookalikeOf } from './lookalike.ts'
import type { Sources } from './sources.ts'

/** What a start would not complain of, and somebody may still not have meant. No value is in it. */
export function findHints(sources: Sources, variables: readonly EnvVariable[]): string[] {
  return [...misspelt(sources, variables), ...withDollar(sources), ...unreadFiles(sources)]
}

function misspelt({ environment, file, fileName }: Sources, variables: readonly EnvVariable[]): string[] {
  const known = variables.map(({ name }) => name)
  const hintsOf = (names: readonly string[], place: string) =>
    names.flatMap((name) => {
      const meant = lookalikeOf(name, known)
      return meant === undefined ? [] : [`${name} (${place}) is read by nothing: is ${meant} meant?`]
    })
  const inFile = Object.keys(file)
  const others = Object.keys(environment).filter((name) => !inFile.includes(name))
  return [...hintsOf(inFile, fileName), ...hintsOf(others, 'environment')]
}

// Bun, which reads the file in production, replaces `$NAME`; development takes the file as it is.
function withDollar({ file, fileName }: Sources): string[] {
  return Object.entries(file)
    .filter(([, value]) => value?.includes('$'))
    .map(([name]) => `${name} (${fileName}) holds a $, which "bun run start" replaces: in a URL, write %24`)
}

function unreadFiles({ root }: Sources): string[] {
  return ['.env.local', '.env.development', '.env.production', '.env.test']
    .filter((name) => existsSync(join(root, name)))
    .map((name) => `${name} is not read: .env is`)
}
