import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { listFile } from '../../host/app-list.ts'
import { manifestFile } from '../../host/dependencies.ts'
import { type Check, ok, problem, warning } from '../check.ts'

/** The host's list, its package.json and the folders name the same apps, and they load. */
export const apps: Check = {
  name: 'apps',
  async run({ root, repository }) {
    const folders = appFolders(root)
    const dependencies = hostDependencies(root)
    const gone = dependencies.filter((slug) => !folders.includes(slug))
    if (gone.length > 0) {
      const names = gone.map((slug) => `@repo/${slug}`).join(', ')
      return problem(
        `${manifestFile} names ${names}, and apps/ has no such folder`,
        'take it out, then bun install',
      )
    }
    const listed = (await repository()).apps.map(({ slug }) => slug)
    const unlisted = folders.filter((slug) => !listed.includes(slug))
    if (unlisted.length > 0) {
      const mend = `add it to ${listFile} and ${manifestFile}, then bun install; or remove the folder`
      return warning(`the host does not serve ${unlisted.join(', ')}`, mend)
    }
    return ok(listed.length > 0 ? listed.join(', ') : 'none yet: "bun kit new" makes one')
  },
}

function appFolders(root: string): string[] {
  const home = join(root, 'apps')
  return readdirSync(home).filter((name) => name !== 'host' && existsSync(join(home, name, 'package.json')))
}

function hostDependencies(root: string): string[] {
  const file = join(root, manifestFile)
  if (!existsSync(file)) return []
  const { dependencies = {} }: { dependencies?: Record<string, string> } = JSON.parse(
    readFileSync(file, 'utf8'),
  )
  const packages = new Set(readdirSync(join(root, 'packages')).map((name) => `@repo/${name}`))
  return Object.keys(dependencies)
    .filter((name) => name.startsWith('@repo/') && !packages.has(name))
    .map((name) => name.slice('@repo/'.length))
}
