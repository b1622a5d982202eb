import { type AppStatus, fileNameOf, readStatuses } from '@repo/multiapp/migrations'
import type { Command } from 'commander'
import { examples } from '../examples.ts'
import { Failure } from '../failure.ts'
import { withKit } from '../kit.ts'
import { appsOption, jsonOption, slugsArgument } from '../options.ts'
import { toJson, toTable } from '../table.ts'
import { stateOf } from './schema.ts'

interface StatusOptions {
  app?: string[]
  json?: boolean
  check?: boolean
}

export function addStatus(db: Command): void {
  db.command('status')
    .description('show which migrations of which app are applied')
    .addArgument(slugsArgument())
    .addOption(appsOption())
    .addOption(jsonOption())
    .option('--check', 'exit with 1 if anything is pending, dirty or drifted')
    .addHelpText('after', examples('bun kit db status', 'bun kit db status notes --json --check'))
    .action(status)
}

async function status(slugs: string[], { app = [], json, check }: StatusOptions): Promise<void> {
  const statuses = await withKit(({ database, pick }) => readStatuses(database, pick([...slugs, ...app])))
  console.log(json ? toJson(statuses.map(toRecord)) : toText(statuses))
  if (check && statuses.some((found) => !isUpToDate(found))) throw new Failure()
}

function toRecord({ app, schema, applied, pending, dirty, drift }: AppStatus) {
  return { app, schema, applied, pending, dirty, drift }
}

function toText(statuses: readonly AppStatus[]): string {
  const rows = statuses.map((found) => {
    const newest = found.applied.at(-1)
    const version = newest ? fileNameOf(newest) : '-'
    return [found.app, found.schema, version, String(found.pending.length), stateOf(found)]
  })
  const problems = statuses.flatMap((found) => found.problems)
  return [toTable(['APP', 'SCHEMA', 'VERSION', 'PENDING', 'STATE'], rows), ...problems].join('\n')
}

function isUpToDate({ pending, dirty, drift }: AppStatus): boolean {
  return pending.length === 0 && !dirty && !drift
}
