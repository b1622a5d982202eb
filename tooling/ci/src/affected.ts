import { git, turbo } from './programs.ts'

export interface Package {
  name: string
  /** Its folder, from the repository's root. */
  path: string
}

/**
 * The packages that have changed since the commit `base`, and those that depend on them. All of them where there is no such
 * commit, or something has changed that is in no package.
 */
export async function affectedPackages(root: string, base = ''): Promise<Package[]> {
  const all = await list(root)
  const changed = base && (await changedSince(root, base).catch(() => undefined))
  if (!changed) return all
  const isInside = (file: string) => all.some(({ path }) => file.startsWith(`${path}/`))
  return changed.every(isInside) ? list(root, base) : all
}

async function changedSince(root: string, base: string): Promise<string[]> {
  const from = await git(root, 'merge-base', base, 'HEAD')
  const files = await git(root, 'diff', '--name-only', '--no-renames', from, 'HEAD')
  return files.split('\n').filter(Boolean)
}

async function list(root: string, base?: string): Promise<Package[]> {
  const text = await turbo(root, base, 'ls', '--output=json', ...(base ? ['--affected'] : []))
  const { packages }: { packages: { items: Package[] } } = JSON.parse(text)
  return packages.items.map(({ name, path }) => ({ name, path })).sort((a, b) => (a.path < b.path ? -1 : 1))
}
