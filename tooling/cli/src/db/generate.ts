import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { findRoot } from '@repo/devdb'
import { withoutPublicSchema } from '@repo/multiapp/migrations'
import type { Command } from 'commander'
import { examples } from '../examples.ts'
import { wrongUsage } from '../failure.ts'
import { findAppFolder } from './app-folder.ts'
import { runDrizzleKit } from './drizzle-kit.ts'
import { assertReplaceable, writeMigrationIndex } from './migration-index.ts'

interface GenerateOptions {
  name?: string
  custom?: boolean
}

export function addGenerate(db: Command): void {
  db.command('generate')
    .argument('<slug>', 'the app')
    .description("write the migration that leads to an app's tables")
    .option('--name <name>', 'the end of its file name')
    .option('--custom', 'write an empty one, for SQL of your own')
    .addHelpText(
      'after',
      examples('bun kit db generate notes --name labels', 'bun kit db generate notes --custom'),
    )
    .action(generate)
}

/**
 * Lets drizzle-kit write the SQL, takes the schema out of it, and lists it in `migrations/index.ts`. A file that was
 * there before is not touched: it may be applied somewhere.
 */
async function generate(slug: string, { name, custom }: GenerateOptions): Promise<void> {
  if (name !== undefined && !/^[\w-]+$/.test(name)) {
    throw wrongUsage('--name: expected letters, digits, _ and -')
  }
  const folder = findAppFolder(slug)
  const migrations = join(folder, 'migrations')
  assertReplaceable(migrations)
  const before = new Set(sqlFiles(migrations))
  const args = [...(name === undefined ? [] : ['--name', name]), ...(custom ? ['--custom'] : [])]
  await runDrizzleKit(folder, ['generate', ...args])

  for (const file of sqlFiles(migrations).filter((found) => !before.has(found))) {
    const path = join(migrations, file)
    writeFileSync(path, withoutPublicSchema(readFileSync(path, 'utf8')))
    console.log(`wrote ${relative(findRoot(), path)}`)
  }
  if (existsSync(migrations)) writeMigrationIndex(migrations)
}

function sqlFiles(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.sql')) : []
}
