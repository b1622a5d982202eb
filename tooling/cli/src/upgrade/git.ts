import { environmentWithout } from '../env.ts'
import { Failure } from '../failure.ts'

export interface GitOptions {
  /** What git reads on its standard input. */
  input?: string
  variables?: Record<string, string>
  /** Exit codes that are answers and no failures, beside 0. */
  answers?: readonly number[]
}

export interface GitOutcome {
  code: number
  stdout: string
}

/** Runs git in a folder. Throws a Failure with what git says. */
export async function git(
  cwd: string,
  args: readonly string[],
  options: GitOptions = {},
): Promise<GitOutcome> {
  const { input = '', variables = {}, answers = [] } = options
  const child = Bun.spawn(['git', ...args], {
    cwd,
    env: {
      ...environmentWithout(/^GIT_(DIR|WORK_TREE|INDEX_FILE|OBJECT_DIRECTORY|PREFIX)$/),
      LC_ALL: 'C',
      ...variables,
    },
    stdin: new Blob([input]),
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const [stdout, stderr, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ])
  if (code !== 0 && !answers.includes(code))
    throw new Failure(`git ${args[0]}: ${lastLines(stderr) || `exit code ${code}`}`)
  return { code, stdout }
}

/** What git prints, without the end of its line. */
export async function ask(cwd: string, ...args: string[]): Promise<string> {
  return (await git(cwd, args)).stdout.trim()
}

// `merge-tree --write-tree`, which merges without touching a work tree.
const needed = [2, 38] as const

/** Throws a Failure if git is missing or too old to merge trees. */
export async function assertGit(): Promise<void> {
  if (!Bun.which('git')) throw new Failure('git is missing: install it')
  const version = await ask('/', '--version')
  const [, major, minor] = /(\d+)\.(\d+)/.exec(version)?.map(Number) ?? []
  const [neededMajor, neededMinor] = needed
  const isEnough =
    major !== undefined &&
    minor !== undefined &&
    (major > neededMajor || (major === neededMajor && minor >= neededMinor))
  if (!isEnough) throw new Failure(`an upgrade needs git ${needed.join('.')} or newer: this is ${version}`)
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-3).join('; ')
}
