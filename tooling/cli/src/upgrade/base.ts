import { Failure } from '../failure.ts'
import type { Clone } from './clone.ts'
import { ask, git } from './git.ts'
import type { Template } from './template.ts'

export interface BaseOptions {
  /** What the caller says the clone was made from. */
  base?: string | undefined
  /** What package.json says. */
  recorded?: string | undefined
  /** The commit that is to be merged. */
  target: string
}

/**
 * The newest commit of the template that the clone holds: by its history where the two have one in common, by the files of
 * its first commit where it was copied, by package.json. Throws a Failure that asks for `--base` if nothing tells.
 */
export async function findBase(clone: Clone, template: Template, options: BaseOptions): Promise<string> {
  if (options.base !== undefined) return findNamed(template, options.base, '--base')
  const { recorded } = options
  const known = recorded === undefined ? undefined : await template.find(recorded)
  const candidates = [
    known,
    await mergeBase(clone, template, options.target),
    await findTwin(clone, template),
  ]
  let newest: string | undefined
  for (const candidate of candidates.filter((commit) => commit !== undefined)) {
    if (newest === undefined || (await isAncestor(template, newest, candidate))) newest = candidate
  }
  if (newest !== undefined) return newest
  const why =
    recorded === undefined ? '' : ` (package.json says ${recorded}, which the template does not have)`
  throw new Failure(
    `it is not known which version this was made from${why}: say it by --base, as one of ${listed(template.tags)}`,
  )
}

/** Throws a Failure that lists the tags there are. */
export async function findNamed(template: Template, name: string, what: string): Promise<string> {
  const commit = await template.find(name)
  if (commit === undefined)
    throw new Failure(`${what}: the template has no ${name}: there are ${listed(template.tags)}`, 2)
  return commit
}

export async function isAncestor({ repository }: Template, one: string, other: string): Promise<boolean> {
  const { code } = await git(repository, ['merge-base', '--is-ancestor', one, other], { answers: [1] })
  return code === 0
}

async function mergeBase(
  { head }: Clone,
  { repository }: Template,
  target: string,
): Promise<string | undefined> {
  // 128: the history of a shallow clone ends somewhere.
  const { code, stdout } = await git(repository, ['merge-base', head, target], { answers: [1, 128] })
  return code === 0 ? stdout.trim() : undefined
}

// A copy begins with the template's files: some commit of the template has the very same packages and tooling.
async function findTwin({ root, prefix }: Clone, { repository }: Template): Promise<string | undefined> {
  const roots = (await ask(root, 'rev-list', '--max-parents=0', 'HEAD')).split('\n')
  const commits = (await ask(repository, 'rev-list', '--topo-order', '--all')).split('\n')
  const [wanted, there] = await Promise.all([
    contentsOf(
      repository,
      roots.map((commit) => `${commit}:${prefix}`),
    ),
    contentsOf(
      repository,
      commits.map((commit) => `${commit}:`),
    ),
  ])
  return commits.find((_, index) => there[index] !== undefined && wanted.includes(there[index]))
}

/** Of each tree, what stands for its packages and tooling; undefined where there are none. */
async function contentsOf(repository: string, trees: readonly string[]): Promise<(string | undefined)[]> {
  const input = trees.flatMap((tree) => [`${tree}packages`, `${tree}tooling`]).join('\n')
  const { stdout } = await git(repository, ['cat-file', '--batch-check=%(objectname)'], {
    input: `${input}\n`,
  })
  const lines = stdout.trim().split('\n')
  return trees.map((_, index) => {
    const pair = lines.slice(index * 2, index * 2 + 2)
    return pair.every((line) => /^[0-9a-f]{40,64}$/.test(line)) ? pair.join() : undefined
  })
}

function listed(tags: readonly string[]): string {
  return tags.length === 0 ? 'no tags, but commits' : tags.join(', ')
}
