import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Check, type Finding, ok, problem } from '../check.ts'

interface Lock {
  workspaces: Record<string, { name?: string; dependencies?: Names; devDependencies?: Names }>
  /** By where it is found, such as `jose` or `@repo/cli/jose`; first its name and version. */
  packages: Record<string, [string, ...unknown[]]>
}
type Names = Record<string, string>

const mend = 'bun install'

/** What is installed is what bun.lock says, and bun.lock is what every package.json asks for. */
export const packages: Check = {
  name: 'packages',
  async run({ root }) {
    const file = join(root, 'bun.lock')
    if (!existsSync(file)) return problem('there is no bun.lock', mend)
    const text = readFileSync(file, 'utf8')
    if (/^(<{7}|>{7})/m.test(text))
      return problem('bun.lock holds marks of a conflict', 'git checkout --ours bun.lock && bun install')
    const lock = Bun.JSONC.parse(text) as Lock // as Bun writes it
    const stale = await staleness(root)
    const wrong = wrongPackages(root, lock)
    if (wrong.length > 0) return problem(`not installed as bun.lock says: ${shortened(wrong)}`, mend)
    return stale ?? ok(`${Object.keys(lock.packages).length}, as bun.lock says`)
  },
}

async function staleness(root: string): Promise<Finding | undefined> {
  const command = [process.execPath, 'install', '--frozen-lockfile', '--dry-run']
  const child = Bun.spawn(command, { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] })
  const errors = await new Response(child.stderr).text()
  if ((await child.exited) === 0) return undefined
  const reason = /^error: (.*)$/m.exec(errors)?.[1] ?? 'unknown'
  return problem(`bun.lock is not what the package.json files ask for (${reason})`, mend)
}

function wrongPackages(root: string, { workspaces, packages: locked }: Lock): string[] {
  return Object.entries(workspaces).flatMap(
    ([folder, { name = '', dependencies = {}, devDependencies = {} }]) =>
      Object.entries({ ...dependencies, ...devDependencies }).flatMap(([dependency, range]) => {
        if (range.startsWith('workspace:')) return []
        const [entry] = locked[`${name}/${dependency}`] ?? locked[dependency] ?? []
        const wanted = entry?.slice(entry.lastIndexOf('@') + 1) ?? ''
        const found = installedVersion(join(root, folder), dependency)
        // A folder or an archive says its version itself.
        const isRight = found !== undefined && (found === wanted || !/^\d/.test(wanted))
        return isRight ? [] : [`${dependency} in ${folder || '.'}`]
      }),
  )
}

function installedVersion(folder: string, name: string): string | undefined {
  const file = [folder, join(folder, '../..')]
    .map((place) => join(place, 'node_modules', name, 'package.json'))
    .find((path) => existsSync(path))
  if (file === undefined) return undefined
  const { version }: { version?: string } = JSON.parse(readFileSync(file, 'utf8'))
  return version
}

function shortened(names: readonly string[]): string {
  return names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ')
}
