import type { AnyAppBackend } from '@repo/multiapp'
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
    .action((slug: string, options: DropOptions) =>
      withKit(async (kit) => {
        await drop(kit, kit.pickOne(slug), options)
      }),
    )
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
        await drop(kit, app, options)
        const applied = await migrateApp(kit.database, app)
        console.log(`${slug}: made anew, ${countOf(applied.length, 'migration')} applied`)
      }),
    )
}

async function drop(kit: Kit, app: AnyAppBackend, { yes = false }: DropOptions): Promise<void> {
  const { exists, schema } = await statusOf(kit, app)
  if (!exists) {
    console.log(`${app.slug}: has no schema`)
    return
  }
  await confirm(app.slug, `removes the schema ${schema} with all its data`, yes)
  await kit.database.dropSchema(app.slug)
  console.log(`${app.slug}: removed ${schema}`)
}
