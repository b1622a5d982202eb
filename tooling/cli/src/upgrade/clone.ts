import { join } from 'node:path'
import { Failure } from '../failure.ts'
import { ask, git } from './git.ts'

/** The repository that is upgraded, with everything committed. */
export interface Clone {
  root: string
  /** The repository's own root. */
  top: string
  /** Where the kit is in it, with a slash at the end; empty if it is all of it. */
  prefix: string
  head: string
  /** The tree of `root`. */
  tree: string
  /** Where git keeps its objects. */
  objects: string
}

/** Throws a Failure that says what to do if there is no commit, or something that is not committed. */
export async function openClone(root: string): Promise<Clone> {
  const inside = await git(root, ['rev-parse', '--show-toplevel', '--show-prefix'], { answers: [128] })
  if (inside.code !== 0) {
    throw new Failure(
      'this is no git repository, and an upgrade merges by git: first run git init && git add --all && git commit -m "chore: begin"',
    )
  }
  const [top = root, prefix = ''] = inside.stdout.split('\n')
  const found = await git(root, ['rev-parse', '--verify', '--quiet', 'HEAD'], { answers: [1] })
  if (found.code !== 0)
    throw new Failure('there is no commit yet: first run git add --all && git commit -m "chore: begin"')
  const head = found.stdout.trim()
  const changed = (await git(root, ['status', '--porcelain', '--untracked-files=no', '-z'])).stdout
  if (changed !== '') {
    const names = changed
      .split('\0')
      .filter((line) => line !== '')
      .map((line) => line.slice(3))
    const more = names.length > 3 ? ' …' : ''
    throw new Failure(
      `there are changes that are not committed (${names.slice(0, 3).join(', ')}${more}): commit or stash them first`,
    )
  }
  const common = await ask(root, 'rev-parse', '--path-format=absolute', '--git-common-dir')
  const tree = await ask(root, 'rev-parse', `${head}:${prefix}`)
  return { root, top, prefix, head, tree, objects: join(common, 'objects') }
}
