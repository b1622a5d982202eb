import type { AnyAppBackend, Migration } from '@repo/multiapp'
import { fileNameOf, migrateApp, readStatuses } from '@repo/multiapp/migrations'
import type { Command } from 'commander'
import { countOf } from '../count.ts'
import { examples } from '../examples.ts'
import { Failure } from '../failure.ts'
import { type Kit, withKit } from '../kit.ts'
import { appsOption, slugsArgument, toCount } from '../options.ts'
import { createProgress } from './progress.ts'
import { sideBySide } from './side-by-side.ts'

interface MigrateOptions {
  app?: string[]
  concurrency: number
  skipFailing?: boolean
  dryRun?: boolean
}

const defaultConcurrency = 8
const mostNames = 10

export function addMigrate(db: Command): void {
  db.command('migrate')
    .summary('make what is missing and apply what is pending')
    .description('make schemas that are missing and apply what is pending, apps side by side')
    .addArgument(slugsArgument())
    .addOption(appsOption())
    .option('--concurrency <n>', 'how many apps at once', toCount, defaultConcurrency)
    .option('--skip-failing', 'go on with the other apps when one fails')
    .option('--dry-run', 'only say what would be applied')
    .addHelpText('after', examples('bun kit db migrate', 'bun kit db migrate notes --dry-run'))
    .action((slugs: string[], { app = [], ...options }: MigrateOptions) => {
      const wanted = { ...options, app: [...slugs, ...app] }
      return withKit((kit) => (options.dryRun ? dryRun(kit, wanted) : migrate(kit, wanted)))
    })
}

async function dryRun({ database, pick }: Kit, { app }: MigrateOptions): Promise<void> {
  const apps = pick(app)
  const statuses = await readStatuses(database, apps)
  for (const { app: slug, pending, problems } of statuses) {
    if (problems.length === 0) console.log(`${slug}: ${describe('would apply', pending)}`)
  }
  const problems = statuses.flatMap((status) => status.problems)
  if (problems.length > 0) throw new Failure(problems)
}

async function migrate({ database, pick }: Kit, options: MigrateOptions): Promise<void> {
  const apps = pick(options.app)
  const progress = createProgress(apps.length)
  const failed: string[] = []
  const start = performance.now()
  let count = 0

  const migrateOne = async (app: AnyAppBackend): Promise<boolean> => {
    const applied: Migration[] = []
    const onApplied = (migration: Migration) => applied.push(migration)
    let failure: unknown
    try {
      await migrateApp(database, app, { onApplied })
    } catch (error) {
      failure = error
      failed.push(nameApp(app.slug, error))
    }
    count += applied.length
    progress.advance(app.slug)
    const line = `${app.slug}: ${describe('applied', applied)}`
    if (applied.length > 0) progress.line(line)
    else if (!failure) progress.detail(line)
    return !failure || options.skipFailing === true
  }
  const skipped = await sideBySide(apps, options.concurrency, migrateOne)
  progress.close()

  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  const done = apps.length - failed.length - skipped.length
  const applied = `${countOf(count, 'migration')} applied in ${seconds} s`
  console.log(`${done} of ${apps.length} apps are up to date; ${applied}`)
  if (skipped.length > 0) {
    console.log(`not tried after the failure: ${firstOf(skipped)}; --skip-failing goes on with them`)
  }
  if (failed.length > 0) throw new Failure(failed)
}

function describe(verb: string, migrations: readonly Pick<Migration, 'version' | 'name'>[]): string {
  return migrations.length === 0 ? 'up to date' : `${verb} ${migrations.map(fileNameOf).join(', ')}`
}

function firstOf(apps: readonly AnyAppBackend[]): string {
  const names = apps.slice(0, mostNames).map(({ slug }) => slug)
  const rest = apps.length - names.length
  return [...names, ...(rest > 0 ? [`${rest} more`] : [])].join(', ')
}

function nameApp(slug: string, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return message.startsWith('app "') ? message : `app "${slug}": ${message}`
}
