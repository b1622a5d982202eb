import { join } from 'node:path'
import type { AnyAppBackend } from '@repo/multiapp'
import { fileNameOf, namesPublicSchema, readStatuses } from '@repo/multiapp/migrations'
import type { Command } from 'commander'
import { examples } from '../examples.ts'
import { Failure } from '../failure.ts'
import { type Kit, withKit } from '../kit.ts'
import { appsOption, jsonOption, slugsArgument } from '../options.ts'
import { toJson } from '../table.ts'
import { isGenerated } from './app-folder.ts'
import { isIndexCurrent } from './migration-index.ts'
import { openTables } from './open-tables.ts'
import { tablesDiffer } from './snapshot.ts'

interface CheckOptions {
  app?: string[]
  json?: boolean
}

interface Problem {
  app: string
  problem: string
}

export function addCheck(db: Command): void {
  db.command('check')
    .summary('find what is wrong with migrations')
    .description(
      'find what is wrong with migrations: tables that differ, schema names, edited files, open tables',
    )
    .addArgument(slugsArgument())
    .addOption(appsOption())
    .addOption(jsonOption())
    .addHelpText('after', examples('bun kit db check', 'bun kit db check notes --json'))
    .action(check)
}

async function check(slugs: string[], { app = [], json }: CheckOptions): Promise<void> {
  const { problems, notes } = await withKit((kit) => look(kit, kit.pick([...slugs, ...app])))
  if (json) console.log(toJson(problems))
  else
    for (const line of [...notes, ...(problems.length === 0 ? ['nothing is wrong'] : [])]) console.log(line)
  if (problems.length > 0) throw new Failure(json ? [] : problems.map(({ problem }) => problem))
}

interface Findings {
  problems: Problem[]
  /** What would be a problem, had the app not declared it to be none. */
  notes: string[]
}

async function look(kit: Kit, apps: readonly AnyAppBackend[]): Promise<Findings> {
  const [statuses, holes] = await Promise.all([
    readStatuses(kit.database, apps, 'check'),
    openTables(kit.database, apps),
  ])
  const problems: Problem[] = []
  for (const [index, app] of apps.entries()) {
    const open = holes.filter((hole) => hole.app === app.slug && !hole.isExempt)
    const lines = [
      ...(statuses[index]?.problems ?? []),
      ...schemaNames(app),
      ...(await folderProblems(kit, app)),
      ...open.map(({ table, reason }) => `app "${app.slug}": table ${table}: ${reason}`),
    ]
    problems.push(...lines.map((problem) => ({ app: app.slug, problem })))
  }
  const exempt = holes.filter(({ isExempt }) => isExempt)
  return {
    problems,
    notes: exempt.map(({ app, table }) => `app "${app}": table ${table} is declared exempt`),
  }
}

function schemaNames({ slug, migrations }: AnyAppBackend): string[] {
  return migrations
    .filter(({ up, down }) => [up, down].some((sql) => typeof sql === 'string' && namesPublicSchema(sql)))
    .map(
      (file) =>
        `app "${slug}": migration ${fileNameOf(file)} names the schema "public": take "public". out of it`,
    )
}

async function folderProblems({ root }: Kit, { slug }: AnyAppBackend): Promise<string[]> {
  const folder = join(root, 'apps', slug)
  if (!isGenerated(folder)) return []
  const problems: string[] = []
  const advice = `run "bun kit db generate ${slug}"`
  if (await tablesDiffer(folder))
    problems.push(`app "${slug}": its tables are not as its migrations leave them: ${advice}`)
  if (!isIndexCurrent(join(folder, 'migrations'))) {
    problems.push(
      `app "${slug}": migrations/index.ts does not list the files beside it as they are: ${advice}`,
    )
  }
  return problems
}
