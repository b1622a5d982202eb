import { join } from 'node:path'
import { runQuietly } from '../quiet-child.ts'

/** What git has of a folder: all of it, all but what has changed since, or nothing. */
export type Kept = 'committed' | 'changed' | 'nothing'

/** Where there is no git, or no repository of it, it has nothing. */
export async function keptByGit(root: string, path: string): Promise<Kept> {
  const cwd = join(root, path)
  const git = async (...args: string[]) => (await runQuietly(['git', ...args, '--', '.'], { cwd })).trim()
  try {
    if ((await git('status', '--porcelain')) !== '') return 'changed'
    return (await git('ls-files')) === '' ? 'nothing' : 'committed'
  } catch {
    return 'nothing'
  }
}
