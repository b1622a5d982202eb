import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** The apps that have a folder, by its name; the host is none. Their code need not load. */
export function appFolders(root: string): string[] {
  const home = join(root, 'apps')
  const isApp = (name: string) => name !== 'host' && existsSync(join(home, name, 'package.json'))
  return readdirSync(home).filter(isApp).sort()
}
