import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const nouns = 'account booking contract device event folder group hotel invoice journey'.split(' ')
const fixture = join(import.meta.dir, '../fixture')

/** Writes the fixture app into `folder` with ten nouns instead of one, and so with a hundred routes. */
export function expandFixture(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
  for (const path of new Bun.Glob('**/*.ts').scanSync({ cwd: fixture })) {
    const text = readFileSync(join(fixture, path), 'utf8')
    if (!mentions(path)) write(join(folder, path), repeatLines(text))
    else for (const noun of nouns) write(join(folder, rename(path, noun)), rename(text, noun))
  }
}

/** What is for all nouns has a line for each. */
function repeatLines(text: string): string {
  return text
    .split('\n')
    .flatMap((line) =>
      mentions(line) && !line.includes('/**') ? nouns.map((noun) => rename(line, noun)) : [line],
    )
    .join('\n')
}

function mentions(text: string): boolean {
  return /booking/i.test(text)
}

function rename(text: string, noun: string): string {
  const capital = noun.charAt(0).toUpperCase() + noun.slice(1)
  return text.replaceAll('booking', noun).replaceAll('Booking', capital)
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}
