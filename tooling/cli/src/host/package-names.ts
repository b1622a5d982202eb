import { readFileSync } from 'node:fs'
import { join } from 'node:path'

interface Manifest {
  name?: string
  workspaces?: string[] | { packages?: string[] }
}

/** The names of all packages of the repository at `root`. */
export function packageNames(root: string): string[] {
  const { workspaces = [] } = readManifest(join(root, 'package.json'))
  const patterns = Array.isArray(workspaces) ? workspaces : (workspaces.packages ?? [])
  const manifests = patterns.flatMap((pattern) => [
    ...new Bun.Glob(`${pattern}/package.json`).scanSync({ cwd: root, followSymlinks: false }),
  ])
  return manifests.map((file) => readManifest(join(root, file)).name ?? file)
}

function readManifest(file: string): Manifest {
  return JSON.parse(readFileSync(file, 'utf8'))
}
