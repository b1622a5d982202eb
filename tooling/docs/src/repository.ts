import { existsSync, readFileSync } from 'node:fs'
import { join, normalize } from 'node:path'
import { statusByCode } from '@repo/multiapp'
import { clientErrorCodes } from '@repo/multiapp/client'
import { Glob } from 'bun'

/** What pages are held against. Paths are from the repository's root. */
export interface Repository {
  root: string
  /** Whether there is such a file or folder; `*` and `<slug>` stand for any name. */
  has(path: string): boolean
  /** The scripts that `bun run` finds in a folder; none for a folder without a package. */
  scriptsIn(folder: string): ReadonlySet<string>
  /** The tasks of turbo. */
  tasks: ReadonlySet<string>
  isVariable(name: string): boolean
  isErrorCode(name: string): boolean
}

export function openRepository(root: string): Repository {
  const has = (path: string): boolean => {
    const pattern = normalize(path).replace(/<[^>]+>/g, '*')
    if (!pattern.includes('*')) return existsSync(join(root, pattern))
    const found = new Glob(pattern.replace(/\/$/, '')).scanSync({ cwd: root, dot: true, onlyFiles: false })
    return !found.next().done
  }
  const namesIn = (path: string, key: string): ReadonlySet<string> => {
    const file = join(root, path)
    const value = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8'))[key] : {}
    return new Set(Object.keys(value ?? {}))
  }
  return {
    root,
    has,
    scriptsIn: (folder) => namesIn(join(folder, 'package.json'), 'scripts'),
    tasks: namesIn('turbo.json', 'tasks'),
    isVariable: readVariables(readFileSync(join(root, '.env.example'), 'utf8')),
    isErrorCode: (name) => name in statusByCode || clientErrorCodes.some((code) => code === name),
  }
}

const perApp = ['DATABASE_URL', 'FEATURES', 'SETTINGS', 'PUBLIC_URL']

// A test of the environment's own holds .env.example to the schema: each is in the other.
function readVariables(example: string): Repository['isVariable'] {
  const names = new Set([...example.matchAll(/^# ?([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name))
  const families = new RegExp(`^(${perApp.join('|')})_([A-Z][A-Z0-9_]*|<SLUG>)$`)
  return (name) => names.has(name) || families.test(name)
}
