import { join } from 'node:path'
import { git } from './git.ts'
import type { Tree, TreeEntry } from './scope.ts'

/** The files of a tree. */
export async function readTree(repository: string, tree: string): Promise<Map<string, TreeEntry>> {
  const { stdout } = await git(repository, ['ls-tree', '-r', '-z', tree])
  const lines = stdout.split('\0').filter((line) => line !== '')
  return new Map(
    lines.map((line) => {
      const [facts = '', path = ''] = line.split('\t')
      const [mode = '', , object = ''] = facts.split(' ')
      return [path, { mode, object }]
    }),
  )
}

/** Writes a tree of these files and returns its id. */
export async function writeTree(repository: string, files: Tree): Promise<string> {
  const variables = { GIT_INDEX_FILE: join(repository, `index-${crypto.randomUUID()}`) }
  const input = [...files].map(([path, { mode, object }]) => `${mode} ${object}\t${path}\0`).join('')
  await git(repository, ['update-index', '-z', '--index-info'], { input, variables })
  return (await git(repository, ['write-tree'], { variables })).stdout.trim()
}

export async function readText(repository: string, object: string): Promise<string> {
  return (await git(repository, ['cat-file', 'blob', object])).stdout
}

export async function writeText(repository: string, text: string): Promise<string> {
  return (await git(repository, ['hash-object', '-w', '--stdin'], { input: text })).stdout.trim()
}

const somebody = { NAME: 'kit', EMAIL: 'kit@localhost', DATE: '2000-01-01T00:00:00Z' }
// Nobody sees these commits: whoever runs this need not have told git a name.
const identity = Object.fromEntries(
  Object.entries(somebody).flatMap(([fact, value]) => [
    [`GIT_AUTHOR_${fact}`, value],
    [`GIT_COMMITTER_${fact}`, value],
  ]),
)

/** A commit of a tree that nobody is the author of. */
export async function commitTree(repository: string, tree: string, ...parents: string[]): Promise<string> {
  const args = ['commit-tree', tree, '-m', 'upgrade', ...parents.flatMap((parent) => ['-p', parent])]
  return (await git(repository, args, { variables: identity })).stdout.trim()
}
