import { isSlug, schemaFromSlug } from '@repo/multiapp'
import { migrateApp } from '@repo/multiapp/migrations'
import type { Command } from 'commander'
import { confirm } from '../confirm.ts'
import { countOf } from '../count.ts'
import { examples } from '../examples.ts'
import { type Kit, withKit } from '../kit.ts'
import { statusOf } from './schema.ts'

interface DropOptions {
  yes?: boolean
}

export function addDrop(db: Command): void {
  db.command('drop')
    .argument('<slug>', 'the app')
    .description("remove an app's schema with all its data, and its roles")
    .option('--yes', 'do not ask')
    .addHelpText('after', examples('bun kit db drop notes', 'bun kit db drop notes --yes'))
    .action((slug: string, options: DropOptions) => withKit((kit) => dropApp(kit, slug, options)))
}

export function addReset(db: Command): void {
  db.command('reset')
    .argument('<slug>', 'the app')
    .summary("remove an app's schema, and make it anew")
    .description("remove an app's schema with all its data, and make it anew by its migrations")
    .option('--yes', 'do not ask')
    .addHelpText(
      'after',
      examples('bun kit db reset notes', 'bun kit db reset notes --yes && bun kit db seed notes'),
    )
    .action((slug: string, options: DropOptions) =>
      withKit(async (kit) => {
        const app = kit.pickOne(slug)
        await dropApp(kit, slug, options)
        const applied = await migrateApp(kit.database, app)
        console.log(`${slug}: made anew, ${countOf(applied.length, 'migration')} applied`)
      }),
    )
}

/** Also of an app that is no longer in the repository. */
export async function dropApp(kit: Kit, slug: string, { yes = false }: DropOptions): Promise<void> {
  if (!(await hasSchema(kit, slug))) {
    console.log(`${kit.pickOne(slug).slug}: has no schema`)
    return
  }
  const schema = schemaFromSlug(slug)
  if (!yes) await confirm(slug, `removes the schema ${schema} with all its data`)
  await kit.database.dropSchema(slug)
  console.log(`${slug}: removed ${schema}`)
}

async function hasSchema(kit: Kit, slug: string): Promise<boolean> {
  const app = kit.apps.find((candidate) => candidate.slug === slug)
  if (app) return (await statusOf(kit, app)).exists
  return isSlug(slug) && (await kit.database.listSchemas()).includes(schemaFromSlug(slug))
}
