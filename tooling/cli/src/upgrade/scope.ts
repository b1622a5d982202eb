/** A file in a tree, as git names it. */
export interface TreeEntry {
  mode: string
  object: string
}
export type Tree = ReadonlyMap<string, TreeEntry>

const ownFolders = ['apps/']
// Written by bun install, and about the clone's own product.
const ownFiles = new Set(['bun.lock', 'README.md', 'LICENSE', 'CHANGELOG.md'])

/** Whether a file is the template's to change. */
export function isTemplates(path: string): boolean {
  return !ownFiles.has(path) && !ownFolders.some((folder) => path.startsWith(folder))
}

/** What a clone has removed of what it was made from: it stays so, whatever becomes of it in the template. */
export function removedParts(base: Tree, ours: Tree): string[] {
  const kept = new Set([...ours.keys()].flatMap(partsOf))
  const gone = new Set(
    [...base.keys()]
      .filter(isTemplates)
      .flatMap(partsOf)
      .filter((part) => !kept.has(part)),
  )
  return [...gone].filter((part) => !isInside(part, gone)).sort()
}

export function isIn(path: string, parts: readonly string[]): boolean {
  return parts.some((part) => path === part || path.startsWith(`${part}/`))
}

// A package is removed as a whole or it is not; elsewhere a folder or a single file may be.
function partsOf(path: string): string[] {
  const [first = '', second = ''] = path.split('/')
  if (path === first) return [path]
  return first === 'packages' || first === 'tooling' ? [`${first}/${second}`] : [first, path]
}

function isInside(part: string, parts: ReadonlySet<string>): boolean {
  const [first = ''] = part.split('/')
  return first !== part && parts.has(first)
}
