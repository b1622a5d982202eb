import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from '../failure.ts'

/**
 * Writes `index.ts` of a migrations folder: it imports every `0003_name.sql`, what undoes it from `0003_name.down.sql`,
 * and `migration` from every `0003_name.ts`.
 */
export function writeMigrationIndex(folder: string): void {
  assertReplaceable(folder)
  writeFileSync(join(folder, 'index.ts'), migrationIndex(folder))
}

/** Whether `index.ts` lists the files that are there. */
export function isIndexCurrent(folder: string): boolean {
  const text = readIndex(folder)
  const listed = [...text.matchAll(/from '\.\/(.+?)'/g)].map(([, file]) => file)
  return Bun.deepEquals(listed.sort(), migrationFiles(folder).sort())
}

/** Throws a Failure if `index.ts` holds more than a list, which would be lost. */
export function assertReplaceable(folder: string): void {
  const list = /^export const migrations = drizzleMigrations\(\{[^}]*\}\)$/m
  const rest = readIndex(folder)
    .replace(/^import .* from '.*'.*$/gm, '')
    .replace(list, '')
    .trim()
  if (rest === '') return
  throw new Failure(
    `${join(folder, 'index.ts')} holds more than its list: move a migration of your own to a file such as 0003_name.ts, which exports it as "migration"`,
  )
}

function readIndex(folder: string): string {
  const file = join(folder, 'index.ts')
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

function migrationFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((file) => /^\d+_.*\.(sql|ts)$/.test(file))
    .sort()
}

// As the formatter would leave it.
const maxLineLength = 110

function migrationIndex(folder: string): string {
  const names = createNames()
  const entries = migrationFiles(folder).map((file) => ({
    file,
    key: file.replace(/\.\w+$/, ''),
    name: names(file),
  }))
  const imports = entries.map(({ file, name }) =>
    file.endsWith('.ts')
      ? `import { migration as ${name} } from './${file}'`
      : `import ${name} from './${file}' with { type: 'text' }`,
  )
  const pairs = entries.map(({ key, name }) => `'${key}': ${name}`)
  const oneLine = `export const migrations = drizzleMigrations({ ${pairs.join(', ')} })`
  const many = `export const migrations = drizzleMigrations({\n${pairs.map((pair) => `  ${pair},\n`).join('')}})`
  const list = oneLine.length > maxLineLength ? many : oneLine
  return [`import { drizzleMigrations } from '@repo/multiapp'`, ...imports, '', list, ''].join('\n')
}

const reserved = new Set(
  `arguments await break case catch class const continue debugger default delete do else enum eval export extends false
  finally for function if implements import in instanceof interface let new null package private protected public return
  static super switch this throw true try typeof var void while with yield migrations drizzleMigrations`.split(
    /\s+/,
  ),
)

// `0003_add_labels.down.sql` becomes addLabelsDown; a name that is no free identifier gets its version.
function createNames(): (file: string) => string {
  const taken = new Set(reserved)
  return (file) => {
    const [, version = '', words = ''] = /^(\d+)_(.*)\.\w+$/.exec(file) ?? []
    const camel = words.replace(/[^A-Za-z0-9]+(.?)/g, (_, next: string) => next.toUpperCase())
    const plain = camel.charAt(0).toLowerCase() + camel.slice(1)
    const name =
      /^[a-z]/.test(plain) && !taken.has(plain)
        ? plain
        : `${/^[a-z]/.test(plain) ? plain : `migration${camel}`}${version}`
    taken.add(name)
    return name
  }
}
