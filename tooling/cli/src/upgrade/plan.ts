import type { Clone } from './clone.ts'
import { ask, git } from './git.ts'
import { type Json, type JsonObject, type ManifestDifference, mergeManifest } from './merge-manifest.ts'
import { type Conflict, mergeTrees } from './merge-trees.ts'
import { isIn, isTemplates, removedParts, type Tree, type TreeEntry } from './scope.ts'
import type { Template } from './template.ts'
import { readText, readTree, writeText, writeTree } from './trees.ts'

export interface PlanOptions {
  base: string
  target: string
  /** How the target is called. */
  name: string
  /** What package.json says of the template from now on. */
  record: JsonObject
}

/** What an upgrade would do. */
export interface Plan {
  /** The clone's files that are the template's, before and after. */
  before: string
  after: string
  changes: Change[]
  conflicts: Conflict[]
  /** Fields of a package.json that keep the clone's value. */
  differences: ({ path: string } & ManifestDifference)[]
  /** What the clone has removed and the template has not. */
  removed: string[]
  /** What the template's CHANGELOG has more. */
  news: string[]
  /** The apps that the template has changed, too. */
  apps: string[]
}

export interface Change {
  /** Added, deleted or modified. */
  kind: 'A' | 'D' | 'M'
  path: string
}

/** Merges, and touches nothing of the clone. */
export async function makePlan(
  clone: Clone,
  { repository }: Template,
  { base, target, name, record }: PlanOptions,
): Promise<Plan> {
  const trees = {
    base: await readTree(repository, base),
    ours: await readTree(repository, clone.tree),
    theirs: await readTree(repository, target),
  }
  const removed = removedParts(trees.base, trees.ours)
  const templates = (tree: Tree) =>
    new Map([...tree].filter(([path]) => isTemplates(path) && !isIn(path, removed)))
  const merging = {
    base: templates(trees.base),
    ours: templates(trees.ours),
    theirs: templates(trees.theirs),
  }
  const before = await writeTree(repository, merging.ours)
  const differences = await mergeManifests(repository, merging, record)
  const { tree: after, conflicts } = await mergeTrees(repository, {
    base: await writeTree(repository, merging.base),
    ours: before,
    theirs: await writeTree(repository, merging.theirs),
    name,
  })
  return {
    before,
    after,
    changes: await changesBetween(repository, before, after),
    conflicts,
    differences,
    removed: removed.filter((part) => [...trees.theirs.keys()].some((path) => isIn(path, [part]))),
    news: await newsBetween(repository, base, target),
    apps: await changedApps(repository, base, target),
  }
}

interface Trees {
  base: Map<string, TreeEntry>
  ours: Map<string, TreeEntry>
  theirs: Map<string, TreeEntry>
}

// Git is given what is merged already as if only the template had changed it.
async function mergeManifests(repository: string, { base, ours, theirs }: Trees, record: JsonObject) {
  const differences: Plan['differences'] = []
  for (const [path, our] of ours) {
    const [basic, their] = [base.get(path), theirs.get(path)]
    const isRoot = path === 'package.json'
    if (!path.endsWith('package.json') || !basic || !their) continue
    if (!isRoot && (our.object === basic.object || their.object === basic.object)) continue
    const texts = await Promise.all([basic, our, their].map(({ object }) => readText(repository, object)))
    const [first, second, third] = texts.map(parse)
    if (!first || !second || !third) continue
    const { merged, differences: found } = mergeManifest(first, second, third)
    differences.push(
      ...found
        .filter(({ field }) => field !== 'kit' && !field.startsWith('kit.'))
        .map((difference) => ({ path, ...difference })),
    )
    const complete = isRoot ? { ...merged, kit: record } : merged
    const object = await writeText(repository, `${JSON.stringify(complete, null, 2)}\n`)
    base.set(path, our)
    theirs.set(path, { mode: their.mode, object })
  }
  return differences
}

function parse(text: string): JsonObject | undefined {
  try {
    const value: Json = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined // git merges its lines, and shows where they are in conflict
  }
}

async function changesBetween(repository: string, before: string, after: string): Promise<Change[]> {
  const { stdout } = await git(repository, [
    'diff-tree',
    '-r',
    '-z',
    '--no-renames',
    '--name-status',
    before,
    after,
  ])
  const parts = stdout.split('\0').filter((part) => part !== '')
  return parts.flatMap((kind, index) => {
    const path = parts[index + 1]
    if (index % 2 === 1 || path === undefined) return []
    return [{ kind: kind === 'A' || kind === 'D' ? kind : 'M', path }]
  })
}

async function newsBetween(repository: string, base: string, target: string): Promise<string[]> {
  const args = ['diff', '--no-color', '--unified=0', base, target, '--', 'CHANGELOG.md']
  const { stdout } = await git(repository, args)
  const [, ...hunks] = stdout.split(/^@@.*$/m)
  const lines = hunks.flatMap((hunk) => hunk.split('\n'))
  return lines.filter((line) => line.startsWith('+')).map((line) => line.slice(1))
}

async function changedApps(repository: string, base: string, target: string): Promise<string[]> {
  const names = await ask(repository, 'diff', '--name-only', '-z', base, target, '--', 'apps')
  const apps = names.split('\0').map((path) => path.split('/').slice(0, 2).join('/'))
  return [...new Set(apps)].filter((app) => app !== '')
}
