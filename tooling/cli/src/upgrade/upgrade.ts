import { Failure } from '../failure.ts'
import { findBase, findNamed, isAncestor } from './base.ts'
import { type Clone, openClone } from './clone.ts'
import { ask, assertGit, git } from './git.ts'
import { makePlan, type Plan } from './plan.ts'
import { readRecord, toRecord } from './record.ts'
import { fetchTemplate, type Template } from './template.ts'

export interface UpgradeOptions {
  root: string
  /** A tag, a branch or a commit of the template; by default its newest release. */
  to?: string
  /** The template's URL or folder; by default what package.json or the remote `template` says. */
  from?: string
  /** What the clone was made from; by default it is found out. */
  base?: string
}

export interface Upgrade extends Disposable {
  clone: Clone
  template: Template
  base: Version
  target: Version
  /** Merges, and touches nothing of the clone. */
  plan(): Promise<Plan>
}

export interface Version {
  commit: string
  /** Its tag, or the beginning of its id. */
  name: string
}

/** Fetches the template and finds what is to be merged. Throws a Failure that says what to do. */
export async function openUpgrade({ root, to, from, base: said }: UpgradeOptions): Promise<Upgrade> {
  await assertGit()
  const clone = await openClone(root)
  const record = readRecord(root)
  const source = from ?? record.template ?? (await templateRemote(root))
  const template = await fetchTemplate(source, clone)
  try {
    const wanted = await findNamed(template, to ?? newestOf(template), 'upgrade')
    const made = await findBase(clone, template, {
      target: wanted,
      ...(said !== undefined && { base: said }),
      ...(record.version !== undefined && { recorded: record.version }),
    })
    const [base, target] = [await toVersion(template, made), await toVersion(template, wanted)]
    if (base.commit !== target.commit && (await isAncestor(template, target.commit, base.commit))) {
      throw new Failure(`${target.name} is older than what this clone has, which is ${base.name}`)
    }
    return {
      clone,
      template,
      base,
      target,
      plan: () =>
        makePlan(clone, template, {
          base: base.commit,
          target: target.commit,
          name: target.name,
          record: toRecord(record, { source, version: target.name }),
        }),
      [Symbol.dispose]: () => template[Symbol.dispose](),
    }
  } catch (error) {
    template[Symbol.dispose]()
    throw error
  }
}

async function templateRemote(root: string): Promise<string> {
  const { code, stdout } = await git(root, ['remote', 'get-url', 'template'], { answers: [2] })
  if (code === 0) return stdout.trim()
  throw new Failure(
    'it is not known where the template is: say it once, by --from with its URL, and package.json keeps it',
  )
}

function newestOf({ tags }: Template): string {
  const newest = tags.find((tag) => !tag.includes('-')) ?? tags[0]
  if (newest === undefined) throw new Failure('the template has no release yet: name a branch or a commit')
  return newest
}

async function toVersion({ repository }: Template, commit: string): Promise<Version> {
  const tags = await ask(repository, 'tag', '--points-at', commit)
  return { commit, name: tags.split('\n')[0] || commit.slice(0, 12) }
}
