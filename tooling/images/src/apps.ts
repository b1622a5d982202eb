import { existsSync, readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** The repository that this file is in. */
export const root = join(import.meta.dir, '../../..')

/** The names of what has a program: the folders in `apps`, the host among them. */
export function programs(): string[] {
  const folder = join(root, 'apps')
  return readdirSync(folder).filter((name) => existsSync(join(folder, name, 'src/main.ts')))
}

/** The app whose folder this is, if it is one's. */
export function appOf(folder: string): string | undefined {
  return dirname(folder) === join(root, 'apps') ? basename(folder) : undefined
}
