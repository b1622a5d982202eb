/** The host's package.json, from the repository's root. */
export const manifestFile = 'apps/host/package.json'

/** The text of a package.json that depends on one more package of the workspace. */
export function withDependency(text: string, name: string): string {
  return changed(text, (dependencies) => ({ ...dependencies, [name]: 'workspace:*' }))
}

/** The text of a package.json that does not depend on a package. */
export function withoutDependency(text: string, name: string): string {
  return changed(text, ({ [name]: _gone, ...rest }) => rest)
}

type Dependencies = Record<string, string>

// As the formatter and `bun add` leave it: two spaces, sorted by name.
function changed(text: string, change: (dependencies: Dependencies) => Dependencies): string {
  const manifest: { dependencies?: Dependencies } = JSON.parse(text)
  const sorted = Object.entries(change(manifest.dependencies ?? {})).sort(([a], [b]) => (a < b ? -1 : 1))
  return `${JSON.stringify({ ...manifest, dependencies: Object.fromEntries(sorted) }, null, 2)}\n`
}
