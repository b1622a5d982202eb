import { git } from '../../upgrade/git.ts'
import { type Check, ok, problem, warning } from '../check.ts'

/** The clone is a git repository, with no merge half done. */
export const repository: Check = {
  name: 'git',
  async run({ root }) {
    if (!Bun.which('git')) return warning('git is missing: "bun kit upgrade" needs it', 'install it')
    const { code, stdout } = await git(root, ['ls-files', '--unmerged', '-z'], { answers: [128] })
    if (code !== 0) {
      return warning(
        'this is no git repository: "bun kit upgrade" merges by git',
        'git init && git add --all && git commit',
      )
    }
    const names = stdout
      .split('\0')
      .filter((line) => line !== '')
      .map((line) => line.split('\t')[1] ?? '')
    const unmerged = [...new Set(names)]
    if (unmerged.length > 0)
      return problem(`in conflict: ${unmerged.join(', ')}`, 'settle them, then git add each')
    return ok('a repository')
  },
}
