import { git } from './git.ts'
import type { TreeEntry } from './scope.ts'
import { commitTree } from './trees.ts'

export interface MergedTrees {
  /** The result; files in conflict hold both versions between markers. */
  tree: string
  conflicts: Conflict[]
}

export interface Conflict {
  path: string
  /** As git's index has them: of the base, ours, theirs. */
  stages: ({ stage: 1 | 2 | 3 } & TreeEntry)[]
}

export interface TreesToMerge {
  base: string
  ours: string
  theirs: string
  /** How the markers call what comes from the template. */
  name: string
}

/** Merges trees as git merges branches, renames and all. No work tree is touched. */
export async function mergeTrees(
  repository: string,
  { base, ours, theirs, name }: TreesToMerge,
): Promise<MergedTrees> {
  // Older versions of git cannot be told the base: they find it by the commits' history.
  const root = await commitTree(repository, base)
  const theirName = `template/${name}`
  await git(repository, ['branch', '--force', 'yours', await commitTree(repository, ours, root)])
  await git(repository, ['branch', '--force', theirName, await commitTree(repository, theirs, root)])
  const args = ['merge-tree', '--write-tree', '-z', '--no-messages', 'yours', theirName]
  const { stdout } = await git(repository, args, { answers: [1] })
  const [tree = '', ...lines] = stdout.split('\0').filter((line) => line !== '')
  return { tree, conflicts: toConflicts(lines) }
}

function toConflicts(lines: readonly string[]): Conflict[] {
  const conflicts = new Map<string, Conflict>()
  for (const line of lines) {
    const [facts = '', path = ''] = line.split('\t')
    const [mode = '', object = '', stage = ''] = facts.split(' ')
    const conflict = conflicts.get(path) ?? { path, stages: [] }
    conflict.stages.push({ stage: Number(stage) as 1 | 2 | 3, mode, object }) // what git's index knows
    conflicts.set(path, conflict)
  }
  return [...conflicts.values()]
}
