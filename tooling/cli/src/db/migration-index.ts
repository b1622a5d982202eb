import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from '../failure.ts'
import { createImportNames } from './import-names.ts'

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
  const listed = [...readIndex(folder).matchAll(/from '\.\/(.+?)'/g)].map(([, file]) => file)
  return Bun.deepEquals(listed.sort(), migrationFiles(folder))
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
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((file) => /^\d+_.*\.(sql|ts)$/.test(file))
    .sort()
}

// As the formatter would leave it.
const maxLineLength = 110

function migrationIndex(folder: string): string {
  const nameOf = createImportNames()
  const entries = migrationFiles(folder).map((file) => ({
    file,
    key: file.replace(/\.\w+$/, ''),
    name: nameOf(file),
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
