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
  /** The scripts that `bun run` finds in a folder, with their commands; none for a folder without a package. */
  scriptsIn(folder: string): ReadonlyMap<string, string>
  /** The text of a file that is there. */
  read(path: string): string
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
  const read = (path: string) => readFileSync(join(root, path), 'utf8')
  const entriesIn = (path: string, key: string): [string, string][] =>
    Object.entries((existsSync(join(root, path)) && JSON.parse(read(path))[key]) || {})
  return {
    root,
    has,
    read,
    scriptsIn: (folder) => new Map(entriesIn(join(folder, 'package.json'), 'scripts')),
    tasks: new Set(entriesIn('turbo.json', 'tasks').map(([name]) => name)),
    isVariable: readVariables(read('.env.example')),
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
