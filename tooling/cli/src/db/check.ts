import { join } from 'node:path'
import { type AnyAppBackend, verifyRls } from '@repo/multiapp'
import { fileNameOf, namesPublicSchema, readStatus } from '@repo/multiapp/migrations'
import type { Command } from 'commander'
import { examples } from '../examples.ts'
import { Failure } from '../failure.ts'
import { type Kit, withKit } from '../kit.ts'
import { appsOption, jsonOption } from '../options.ts'
import { toJson } from '../table.ts'
import { isGenerated } from './app-folder.ts'
import { isIndexCurrent } from './migration-index.ts'
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
    .description(
      'find what is wrong with migrations: tables that differ, schema names, edited files, open tables',
    )
    .addOption(appsOption())
    .addOption(jsonOption())
    .addHelpText('after', examples('bun kit db check', 'bun kit db check --app notes --json'))
    .action(check)
}

async function check({ app, json }: CheckOptions): Promise<void> {
  const problems = await withKit((kit) => findProblems(kit, kit.pick(app)))
  if (json) console.log(toJson(problems))
  else if (problems.length === 0) console.log('nothing is wrong')
  if (problems.length > 0) throw new Failure(json ? [] : problems.map(({ problem }) => problem))
}

async function findProblems(kit: Kit, apps: readonly AnyAppBackend[]): Promise<Problem[]> {
  const statuses = await kit.database.admin('check', (session) => readStatus(session, apps))
  const found: Problem[] = []
  for (const [index, app] of apps.entries()) {
    const status = statuses[index]
    const problems = [
      ...(status?.problems ?? []),
      ...schemaNames(app),
      ...(await folderProblems(kit, app)),
      ...(status?.exists ? await openTables(kit, app) : []),
    ]
    found.push(...problems.map((problem) => ({ app: app.slug, problem })))
  }
  return found
}

function schemaNames({ slug, migrations }: AnyAppBackend): string[] {
  return migrations
    .filter(({ up, down = '' }) => namesPublicSchema(up) || namesPublicSchema(down))
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
    problems.push(`app "${slug}": migrations/index.ts does not list the files beside it: ${advice}`)
  }
  return problems
}

// Seen by the role of the app, for whom the policies are.
async function openTables({ database }: Kit, { slug }: AnyAppBackend): Promise<string[]> {
  const holes = await verifyRls(database.forApp(slug, {}).sql)
  return holes.map(({ table, reason }) => `app "${slug}": table ${table}: ${reason}`)
}
