import type { Migration } from './migration.ts'

const fileName = /^(\d+)_([A-Za-z0-9_-]+)$/

/**
 * Migrations from the SQL files that drizzle-kit writes, by file name without `.sql`. A file whose first line is
 * `-- no-transaction` runs outside a transaction. Throws a TypeError for a name that is not `<number>_<name>`.
 *
 * @example export const migrations = drizzleMigrations({ '0000_init': init })
 */
export function drizzleMigrations(files: Record<string, string>): Migration[] {
  return Object.entries(files)
    .map(([file, up]) => {
      const [, version, name] = fileName.exec(file) ?? []
      if (version === undefined || name === undefined) {
        throw new TypeError(`a migration is named <number>_<name>, got ${JSON.stringify(file)}`)
      }
      return { version: Number(version), name, up, transaction: !/^\s*--\s*no-transaction\b/.test(up) }
    })
    .sort((a, b) => a.version - b.version)
}
