import { join } from 'node:path'
import type { Clone } from './clone.ts'
import { git } from './git.ts'
import type { Plan } from './plan.ts'
import type { TreeEntry } from './scope.ts'
import type { Template } from './template.ts'
import { commitTree, readTree, writeTree } from './trees.ts'

/**
 * Brings a plan into the work tree and the index, as a merge would: what is in conflict is unmerged, the rest is staged. Git
 * looks at every file first and refuses, with nothing changed, if one that it does not keep would be lost.
 */
export async function applyPlan(clone: Clone, { repository }: Template, plan: Plan): Promise<void> {
  const { top, head, prefix } = clone
  await copyObjects(top, repository, plan)
  const tree = await wholeTree(clone, repository, plan)
  // Files whose times have changed alone are not changed.
  await git(top, ['update-index', '-q', '--refresh'], { answers: [1] })
  await git(top, ['read-tree', '-m', '-u', head, tree])
  const unmerged = plan.conflicts.flatMap(({ path, stages }) => [
    removal(prefix + path, head),
    ...stages.map(({ mode, object, stage }) => `${mode} ${object} ${stage}\t${prefix}${path}\0`),
  ])
  await git(top, ['update-index', '-z', '--index-info'], { input: unmerged.join('') })
}

// Of the template, the clone gets the files that it needs: no history, and no tags.
async function copyObjects(top: string, repository: string, { after, conflicts }: Plan): Promise<void> {
  const files = new Map<string, TreeEntry>()
  for (const [path, entry] of await readTree(repository, after)) files.set(`after/${path}`, entry)
  for (const { stages } of conflicts) for (const stage of stages) files.set(`stages/${files.size}`, stage)
  const tree = await writeTree(repository, files)
  await git(repository, ['branch', '--force', 'objects', await commitTree(repository, tree)])
  await git(top, ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', repository, 'objects'])
}

// What the kit is not, stays as it is.
async function wholeTree({ top, head, prefix }: Clone, repository: string, plan: Plan): Promise<string> {
  const variables = { GIT_INDEX_FILE: join(repository, 'index-of-clone') }
  const after = await readTree(repository, plan.after)
  const lines = plan.changes.map(({ path }) => {
    const entry = after.get(path)
    return entry ? `${entry.mode} ${entry.object}\t${prefix}${path}\0` : removal(prefix + path, head)
  })
  await git(top, ['read-tree', head], { variables })
  await git(top, ['update-index', '-z', '--index-info'], { variables, input: lines.join('') })
  return (await git(top, ['write-tree'], { variables })).stdout.trim()
}

// An id of zeros, as long as the repository's ids are.
function removal(path: string, { length }: string): string {
  return `0 ${'0'.repeat(length)}\t${path}\0`
}
