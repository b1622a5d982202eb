import { findRoot } from '@repo/devdb'
import type { Command } from 'commander'
import { runChild } from '../child.ts'
import { countOf } from '../count.ts'
import { examples } from '../examples.ts'
import { Failure } from '../failure.ts'
import { applyPlan } from './apply.ts'
import { git } from './git.ts'
import { describePlan, headline, nextSteps } from './report.ts'
import { openUpgrade, type Upgrade } from './upgrade.ts'

interface CommandOptions {
  from?: string
  base?: string
  dryRun?: boolean
  apps?: boolean
  install: boolean
}

export function addUpgrade(program: Command): void {
  program
    .command('upgrade')
    .description('merge a newer version of the template, but for apps/')
    .argument('[version]', 'a tag of the template, a branch or a commit; by default its newest release')
    .option('--from <url>', "the template's repository; package.json keeps it")
    .option('--base <version>', 'what this clone was made from, where it cannot be found out')
    .option('--dry-run', 'show every file that would change, and change nothing')
    .option('--apps', 'show what the template has changed in its apps, as a patch, and change nothing')
    .option('--no-install', 'do not run "bun install" at the end')
    .addHelpText(
      'after',
      examples(
        'bun kit upgrade --dry-run',
        'bun kit upgrade v1.2.0',
        'bun kit upgrade --from https://github.com/owner/repo',
      ),
    )
    .action(async (to: string | undefined, { dryRun, apps, install, ...given }: CommandOptions) => {
      const root = findRoot()
      using upgrade = await openUpgrade({ root, ...given, ...(to !== undefined && { to }) })
      // Awaited, as all that works on the template: it is removed when this ends.
      if (apps) await showApps(upgrade)
      else if (upgrade.base.commit === upgrade.target.commit)
        console.log(`nothing to do: this clone has ${upgrade.target.name}`)
      else await (dryRun ? show(upgrade) : perform(upgrade, install))
    })
}

async function showApps({ template, base, target }: Upgrade): Promise<void> {
  const { stdout } = await git(template.repository, [
    'diff',
    '--no-color',
    base.commit,
    target.commit,
    '--',
    'apps',
  ])
  process.stdout.write(stdout)
}

async function show(upgrade: Upgrade): Promise<void> {
  const plan = await upgrade.plan()
  console.log(`${headline(upgrade, plan)}\n\n${describePlan(plan, { isComplete: true })}`.trimEnd())
}

async function perform(upgrade: Upgrade, install: boolean): Promise<void> {
  const { clone, template } = upgrade
  const plan = await upgrade.plan()
  await applyPlan(clone, template, plan)
  console.log(`${headline(upgrade, plan)}\n\n${describePlan(plan, { isComplete: false })}`.trimEnd())
  const { code } = install ? await runChild([process.execPath, 'install'], { cwd: clone.root }) : { code: 0 }
  console.log(`\n${nextSteps(plan, upgrade)}`)
  const failures = [
    ...(plan.conflicts.length > 0 ? [`in conflict: ${countOf(plan.conflicts.length, 'file')}`] : []),
    ...(code === 0 ? [] : ['"bun install" failed: the merge itself is done, see above']),
  ]
  if (failures.length > 0) throw new Failure(failures)
}
