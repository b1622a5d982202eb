import { findRoot } from '@repo/devdb'
import type { Command } from 'commander'
import { countOf } from '../count.ts'
import { examples } from '../examples.ts'
import { Failure } from '../failure.ts'
import { jsonOption } from '../options.ts'
import { toJson } from '../table.ts'
import { readSources } from '../variables/sources.ts'
import type { Check } from './check.ts'
import { apps } from './checks/apps.ts'
import { bunVersion } from './checks/bun-version.ts'
import { capacity } from './checks/capacity.ts'
import { clock } from './checks/clock.ts'
import { dataFolder } from './checks/data-folder.ts'
import { database } from './checks/database.ts'
import { embeddedPostgres } from './checks/embedded-postgres.ts'
import { envFile } from './checks/env-file.ts'
import { environment } from './checks/environment.ts'
import { migrations } from './checks/migrations.ts'
import { packages } from './checks/packages.ts'
import { port } from './checks/port.ts'
import { redis } from './checks/redis.ts'
import { repository } from './checks/repository.ts'
import { rights } from './checks/rights.ts'
import { testPrograms } from './checks/test-programs.ts'
import { turbo } from './checks/turbo.ts'
import { type Examined, examine } from './examine.ts'
import { openMachine } from './machine.ts'

const checks: readonly Check[] = [
  ...[bunVersion, packages, repository, apps, environment, envFile, dataFolder, port],
  ...[embeddedPostgres, database, rights, capacity, clock, migrations, redis, turbo, testPrograms],
]

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('find what is wrong here, and how to mend it')
    .addOption(jsonOption())
    .addHelpText('after', examples('bun kit doctor', 'bun kit doctor --json'))
    .action(async ({ json = false }: { json?: boolean }) => {
      const root = findRoot()
      await using machine = openMachine(root, readSources(root, {}))
      const findings: Examined[] = []
      for await (const finding of examine(checks, machine)) {
        findings.push(finding)
        if (!json) console.log(toLines(finding))
      }
      console.log(json ? toJson(findings) : summary(findings))
      if (findings.some(({ level }) => level === 'problem')) throw new Failure()
    })
}

const columns = { level: 9, check: Math.max(...checks.map(({ name }) => name.length)) + 2 }

function toLines({ check, level, message, mend }: Examined): string {
  const indent = ' '.repeat(columns.level + columns.check)
  const line = level.padEnd(columns.level) + check.padEnd(columns.check) + message
  return mend === undefined ? line : `${line}\n${indent}→ ${mend}`
}

function summary(findings: readonly Examined[]): string {
  const count = (wanted: Examined['level']) => findings.filter(({ level }) => level === wanted).length
  const parts = [
    ...(count('problem') > 0 ? [countOf(count('problem'), 'problem')] : []),
    ...(count('warning') > 0 ? [countOf(count('warning'), 'warning')] : []),
  ]
  return `\n${parts.join(', ') || 'nothing is wrong'}`
}
