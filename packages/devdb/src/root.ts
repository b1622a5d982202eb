import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The repository's root: the nearest folder above `from` whose package.json lists workspaces. */
export function findRoot(from = process.cwd()): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json')
    if (existsSync(manifest) && 'workspaces' in JSON.parse(readFileSync(manifest, 'utf8'))) return folder
    if (dirname(folder) === folder) {
      throw new Error(
        `no package.json with "workspaces" in ${from} or above it: run this inside the repository`,
      )
    }
  }
}
