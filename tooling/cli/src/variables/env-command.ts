import { describeEnv } from '@repo/multiapp'
import type { Command } from 'commander'
import { examples } from '../examples.ts'
import { Failure } from '../failure.ts'
import { jsonOption } from '../options.ts'
import { loadRepository } from '../repository.ts'
import { toJson, toTable } from '../table.ts'
import { findHints } from './hints.ts'
import { type ShownVariable, showVariable } from './show.ts'
import { readSources, type SourcesOptions } from './sources.ts'

interface EnvOptions extends SourcesOptions {
  all?: boolean
  json?: boolean
}

interface Report {
  variables: ShownVariable[]
  problems: string[]
  hints: string[]
}

export function addEnv(program: Command): void {
  program
    .command('env')
    .description('show the variables in force, and where they come from')
    .option('--production', 'as production would see it: what is missing there')
    .option('--file <path>', 'what this file says, and not .env and the environment')
    .option('--all', "also the apps' variables that nobody sets")
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'bun kit env',
        'bun kit env --production',
        'bun kit env --production --file deploy/production.env',
      ),
    )
    .action(async ({ all = false, json, ...options }: EnvOptions) => {
      const { variables, problems, hints } = await report(options)
      if (json) console.log(toJson({ variables, problems, hints }))
      else console.log(toText(variables, hints, all))
      if (problems.length > 0) throw new Failure(json ? [] : problems)
    })
}

async function report(options: SourcesOptions): Promise<Report> {
  const { root, apps } = await loadRepository()
  const sources = readSources(root, options)
  const { variables, problems } = await describeEnv(apps, sources.merged)
  return {
    variables: variables.map((variable) => showVariable(variable, sources)),
    problems,
    hints: findHints(sources, variables),
  }
}

function toText(variables: readonly ShownVariable[], hints: readonly string[], all: boolean): string {
  const isShown = ({ app, from }: ShownVariable) => all || app === undefined || from !== 'unset'
  const rows = variables.filter(isShown).map(({ name, value, from }) => [name, value || '-', from])
  const lines = hints.map((hint) => `hint: ${hint}`)
  return [toTable(['VARIABLE', 'VALUE', 'FROM'], rows), ...(lines.length > 0 ? ['', ...lines] : [])].join(
    '\n',
  )
}
