import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { checksumOfText } from '@repo/multiapp/migrations'
import { Failure } from '../failure.ts'
import { createImportNames } from './import-names.ts'

/**
 * Writes `index.ts` of a migrations folder: it imports every `0003_name.sql`, what undoes it from `0003_name.down.sql`,
 * and `migration` from every `0003_name.ts`, beside which it keeps the checksum of the file.
 */
export function writeMigrationIndex(folder: string): void {
  assertReplaceable(folder)
  writeFileSync(join(folder, 'index.ts'), migrationIndex(folder))
}

/** Whether `index.ts` lists the files that are there, as they are. */
export function isIndexCurrent(folder: string): boolean {
  const index = readIndex(folder)
  const listed = [...index.matchAll(/from '\.\/(.+?)'/g)].map(([, file]) => file)
  const files = migrationFiles(folder)
  const sums = files.filter(isTypeScript).map((file) => checksumOfFile(folder, file))
  return Bun.deepEquals(listed.sort(), files) && sums.every((sum) => index.includes(`checksum: '${sum}'`))
}

/** Throws a Failure if `index.ts` holds more than a list, which would be lost. */
export function assertReplaceable(folder: string): void {
  const list = /^export const migrations = drizzleMigrations\(\{(?:[^{}]|\{[^{}]*\})*\}\)$/m
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
  const entries = migrationFiles(folder).map((file) => {
    const name = nameOf(file)
    return { file, name, pair: `'${file.replace(/\.\w+$/, '')}': ${entryOf(folder, file, name)}` }
  })
  const imports = entries.map(({ file, name }) =>
    isTypeScript(file)
      ? `import { migration as ${name} } from './${file}'`
      : `import ${name} from './${file}' with { type: 'text' }`,
  )
  const oneLine = `export const migrations = drizzleMigrations({ ${entries.map(({ pair }) => pair).join(', ')} })`
  const many = `export const migrations = drizzleMigrations({\n${entries.map(({ pair }) => `  ${pair},\n`).join('')}})`
  const list = oneLine.length > maxLineLength || oneLine.includes('\n') ? many : oneLine
  return [`import { drizzleMigrations } from '@repo/multiapp'`, ...imports, '', list, ''].join('\n')
}

// The text of a function is another in each build, so its file's is kept: it shows that an applied one was edited.
function entryOf(folder: string, file: string, name: string): string {
  if (!isTypeScript(file)) return name
  return `{\n    ...${name},\n    checksum: '${checksumOfFile(folder, file)}',\n  }`
}

function isTypeScript(file: string): boolean {
  return file.endsWith('.ts')
}

function checksumOfFile(folder: string, file: string): string {
  return checksumOfText(readFileSync(join(folder, file), 'utf8'))
}
