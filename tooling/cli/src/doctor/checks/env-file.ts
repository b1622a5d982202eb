import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { git } from '../../upgrade/git.ts'
import { type Check, ok, problem, warning } from '../check.ts'

/** Secrets in `.env` are read by nobody else, and are in no commit. */
export const envFile: Check = {
  name: '.env',
  async run({ root }) {
    const file = join(root, '.env')
    if (!existsSync(file)) return ok('none, which is fine')
    if (await isTracked(root)) {
      return problem('it is in git, and so are its secrets', 'git rm --cached .env, then change the secrets')
    }
    const { mode } = statSync(file)
    return mode & 0o077
      ? warning('other users of this machine can read it', 'chmod 600 .env')
      : ok('only you can read it')
  },
}

async function isTracked(root: string): Promise<boolean> {
  if (!Bun.which('git')) return false
  const { code } = await git(root, ['ls-files', '--error-unmatch', '.env'], { answers: [1, 128] })
  return code === 0
}
