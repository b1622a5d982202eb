import type { Migration } from './migration.ts'

/**
 * A migration as a TypeScript file exports it: its name and version are the file's.
 *
 * @example export const migration: MigrationFile = { up: (sql) => sql`UPDATE notes SET title = trim(title)` }
 */
export type MigrationFile = Pick<Migration, 'up' | 'down' | 'transaction' | 'checksum'>

const fileName = /^(\d+)_([A-Za-z0-9_-]+?)(\.down)?$/

/**
 * Migrations by file name, without `.sql` or `.ts`: the SQL that drizzle-kit writes, or what a TypeScript file exports.
 * `0003_name.down` holds the SQL that undoes `0003_name`. A file whose first line is `-- no-transaction` runs outside a
 * transaction, and so does its down. Throws a TypeError for a name that is not `<number>_<name>`.
 *
 * @example export const migrations = drizzleMigrations({ '0000_init': init })
 */
export function drizzleMigrations(files: Record<string, string | MigrationFile>): Migration[] {
  const downs = new Map<string, Migration['up']>()
  const ups: (Migration & { file: string })[] = []
  for (const [file, content] of Object.entries(files)) {
    const [, version, name, isDown] = fileName.exec(file) ?? []
    if (version === undefined || name === undefined) {
      throw new TypeError(`a migration is named <number>_<name>, got ${JSON.stringify(file)}`)
    }
    const text = typeof content === 'string' ? { up: content } : content
    if (isDown) downs.set(`${version}_${name}`, text.up)
    else ups.push({ transaction: !isOutside(text.up), ...text, file, version: Number(version), name })
  }
  const migrations = ups.map(({ file, ...migration }) => {
    const down = downs.get(file)
    downs.delete(file)
    return down === undefined ? migration : { ...migration, down }
  })
  const [stray] = downs.keys()
  if (stray !== undefined) throw new TypeError(`${stray}.down has no ${stray} to undo`)
  return migrations.sort((a, b) => a.version - b.version)
}

function isOutside(up: Migration['up']): boolean {
  return typeof up === 'string' && /^\s*--\s*no-transaction\b/.test(up)
}
