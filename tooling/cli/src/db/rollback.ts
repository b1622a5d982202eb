import { fileNameOf, rollbackApp } from '@repo/multiapp/migrations'
import type { Command } from 'commander'
import { examples } from '../examples.ts'
import { withKit } from '../kit.ts'
import { toCount } from '../options.ts'
import { requireSchema } from './schema.ts'

interface RollbackOptions {
  app: string
  steps: number
}

export function addRollback(db: Command): void {
  db.command('rollback')
    .description("undo an app's newest migrations, newest first")
    .requiredOption('--app <slug>', 'the app')
    .option('--steps <n>', 'how many migrations', toCount, 1)
    .addHelpText(
      'after',
      examples('bun kit db rollback --app notes', 'bun kit db rollback --app notes --steps 2'),
    )
    .action(rollback)
}

function rollback({ app: slug, steps }: RollbackOptions): Promise<void> {
  return withKit(async (kit) => {
    const app = kit.pickOne(slug)
    await requireSchema(kit, app)
    for (const migration of await rollbackApp(kit.database, app, steps)) {
      console.log(`${slug}: rolled back ${fileNameOf(migration)}`)
    }
  })
}
