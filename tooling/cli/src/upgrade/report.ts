import { countOf } from '../count.ts'
import type { Conflict } from './merge-trees.ts'
import type { Change, Plan } from './plan.ts'
import type { Upgrade } from './upgrade.ts'

/** What an upgrade changes, for people. */
export function describePlan(plan: Plan, { isComplete }: { isComplete: boolean }): string {
  const { changes, removed, differences, news, apps } = plan
  return [
    ...section('changes', isComplete ? changes.map(({ kind, path }) => `${kind} ${path}`) : summary(changes)),
    ...section('stays removed, as here', removed),
    ...section(
      'stays as here, though the template has it otherwise',
      differences.map(
        ({ path, field, theirs }) => `${path}  ${field} (there: ${JSON.stringify(theirs) ?? 'removed'})`,
      ),
    ),
    ...section('conflicts, each file with both versions between markers', plan.conflicts.map(conflictLine)),
    ...section('the template has changed these apps too, which are yours', apps),
    ...section('what its CHANGELOG says', news),
  ].join('\n')
}

/** What is left to do, for people. */
export function nextSteps({ conflicts, apps }: Plan, { base, target }: Upgrade): string {
  const steps = [
    ...(conflicts.length > 0 ? ['settle the conflicts, then "git add" each file, then "bun install"'] : []),
    '"bun run check" and "bun test": they name the apps that need a change',
    ...(apps.length > 0
      ? [
          `"bun kit upgrade ${target.name} --base ${base.name} --apps" shows what changed in the template's apps`,
        ]
      : []),
    `git commit -m "chore: upgrade the kit to ${target.name}"`,
  ]
  return [
    'next:',
    ...steps.map((step, index) => `  ${index + 1}. ${step}`),
    '',
    'git reset --hard takes all of it back.',
  ].join('\n')
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${title}:`, ...lines.map((line) => `  ${line}`.trimEnd()), '']
}

// A line a package: what is in it is in the diff.
function summary(changes: readonly Change[]): string[] {
  const groups = Map.groupBy(changes, ({ path }) => placeOf(path))
  return [...groups].map(([place, inIt]) => {
    const counts = (['M', 'A', 'D'] as const).map((kind) => ({
      kind,
      count: inIt.filter((change) => change.kind === kind).length,
    }))
    const words = { M: 'changed', A: 'added', D: 'removed' }
    const parts = counts.filter(({ count }) => count > 0).map(({ kind, count }) => `${count} ${words[kind]}`)
    return `${place}: ${parts.join(', ')}`
  })
}

function placeOf(path: string): string {
  const [first = '', second = ''] = path.split('/')
  return first === 'packages' || first === 'tooling' ? `${first}/${second}` : first
}

function conflictLine({ path, stages }: Conflict): string {
  const has = (wanted: number) => stages.some(({ stage }) => stage === wanted)
  if (!has(2)) return `${path}  removed here, changed in the template`
  if (!has(3)) return `${path}  changed here, removed in the template`
  return `${path}  ${has(1) ? 'changed' : 'added'} on both sides`
}

export function headline({ base, target }: Upgrade, { changes }: Plan): string {
  return `from ${base.name} to ${target.name}: ${countOf(changes.length, 'file')}`
}
