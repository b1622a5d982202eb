import { run } from './run.ts'

/**
 * Labels that say where an image is from, as far as git knows. They are the commit's, its time included, so that a build
 * without changes makes the same image.
 */
export async function originLabels(root: string): Promise<Record<string, string>> {
  const git = (...args: string[]) => run(['git', ...args], { cwd: root }).catch(() => '')
  const [version, revision, created] = await Promise.all([
    git('describe', '--tags', '--always', '--dirty'),
    git('rev-parse', 'HEAD'),
    git('show', '--no-patch', '--format=%cI', 'HEAD'),
  ])
  const known = Object.entries({ version, revision, created }).filter(([, value]) => value !== '')
  return Object.fromEntries(known.map(([name, value]) => [`org.opencontainers.image.${name}`, value]))
}
